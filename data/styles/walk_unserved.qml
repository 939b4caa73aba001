<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22" styleCategories="Symbology">
  <renderer-v2 type="categorizedSymbol" attr="rule" enableorderby="0" forceraster="0" symbollevels="0">
    <categories>
      <category value="sdg.11.7.1b" symbol="0" label="开放空间步行400米 open space, 400 m walk" render="true"/>
      <category value="green.300m" symbol="1" label="1公顷绿地步行300米 green of 1 ha, 300 m walk" render="true"/>
      <category value="toilet.300m" symbol="2" label="公共厕所步行300米 public toilets, 300 m walk" render="true"/>
      <category value="" symbol="3" label="其他 other" render="true"/>
    </categories>
    <symbols>
      <symbol type="marker" name="0" alpha="1" clip_to_extent="1"><layer class="SimpleMarker" enabled="1" pass="0" locked="0"><Option type="Map"><Option name="name" type="QString" value="circle"/><Option name="color" type="QString" value="230,120,10,255"/><Option name="outline_style" type="QString" value="no"/><Option name="size" type="QString" value="9"/><Option name="size_unit" type="QString" value="RenderMetersInMapUnits"/><Option name="size_map_unit_scale" type="QString" value="3x:0,0,1,0.3,1,1.5"/><Option name="offset" type="QString" value="-10,0"/><Option name="offset_unit" type="QString" value="RenderMetersInMapUnits"/><Option name="offset_map_unit_scale" type="QString" value="3x:0,0,1,0.3,1,1.5"/></Option></layer></symbol>
      <symbol type="marker" name="1" alpha="1" clip_to_extent="1"><layer class="SimpleMarker" enabled="1" pass="0" locked="0"><Option type="Map"><Option name="name" type="QString" value="circle"/><Option name="color" type="QString" value="30,130,70,255"/><Option name="outline_style" type="QString" value="no"/><Option name="size" type="QString" value="9"/><Option name="size_unit" type="QString" value="RenderMetersInMapUnits"/><Option name="size_map_unit_scale" type="QString" value="3x:0,0,1,0.3,1,1.5"/></Option></layer></symbol>
      <symbol type="marker" name="2" alpha="1" clip_to_extent="1"><layer class="SimpleMarker" enabled="1" pass="0" locked="0"><Option type="Map"><Option name="name" type="QString" value="circle"/><Option name="color" type="QString" value="106,61,154,255"/><Option name="outline_style" type="QString" value="no"/><Option name="size" type="QString" value="9"/><Option name="size_unit" type="QString" value="RenderMetersInMapUnits"/><Option name="size_map_unit_scale" type="QString" value="3x:0,0,1,0.3,1,1.5"/><Option name="offset" type="QString" value="10,0"/><Option name="offset_unit" type="QString" value="RenderMetersInMapUnits"/><Option name="offset_map_unit_scale" type="QString" value="3x:0,0,1,0.3,1,1.5"/></Option></layer></symbol>
      <symbol type="marker" name="3" alpha="1" clip_to_extent="1"><layer class="SimpleMarker" enabled="1" pass="0" locked="0"><Option type="Map"><Option name="name" type="QString" value="circle"/><Option name="color" type="QString" value="90,90,90,255"/><Option name="outline_style" type="QString" value="no"/><Option name="size" type="QString" value="9"/><Option name="size_unit" type="QString" value="RenderMetersInMapUnits"/><Option name="size_map_unit_scale" type="QString" value="3x:0,0,1,0.3,1,1.5"/></Option></layer></symbol>
    </symbols>
  </renderer-v2>
</qgis>
