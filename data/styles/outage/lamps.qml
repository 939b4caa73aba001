<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22" styleCategories="Symbology">
  <renderer-v2 type="categorizedSymbol" attr="state" enableorderby="0" forceraster="0" symbollevels="0">
    <categories>
      <category value="out" symbol="0" label="不亮 out" render="true"/>
      <category value="unknown" symbol="1" label="未知 unknown" render="true"/>
      <category value="lit" symbol="2" label="亮 lit" render="true"/>
      <category value="not_looked" symbol="3" label="未查看 not looked at" render="true"/>
      <category value="" symbol="4" label="其他 other" render="true"/>
    </categories>
    <symbols>
      <symbol type="marker" name="0" alpha="1" clip_to_extent="1"><layer class="SimpleMarker" enabled="1" pass="0" locked="0"><Option type="Map"><Option name="name" type="QString" value="circle"/><Option name="color" type="QString" value="200,30,30,255"/><Option name="outline_color" type="QString" value="255,255,255,255"/><Option name="outline_width" type="QString" value="0.1"/><Option name="outline_width_unit" type="QString" value="MM"/><Option name="size" type="QString" value="14"/><Option name="size_unit" type="QString" value="RenderMetersInMapUnits"/><Option name="size_map_unit_scale" type="QString" value="3x:0,0,1,0.6,1,2.2"/></Option></layer></symbol>
      <symbol type="marker" name="1" alpha="1" clip_to_extent="1"><layer class="SimpleMarker" enabled="1" pass="0" locked="0"><Option type="Map"><Option name="name" type="QString" value="circle"/><Option name="color" type="QString" value="120,120,120,255"/><Option name="outline_style" type="QString" value="no"/><Option name="size" type="QString" value="9"/><Option name="size_unit" type="QString" value="RenderMetersInMapUnits"/><Option name="size_map_unit_scale" type="QString" value="3x:0,0,1,0.3,1,1.4"/></Option></layer></symbol>
      <symbol type="marker" name="2" alpha="1" clip_to_extent="1"><layer class="SimpleMarker" enabled="1" pass="0" locked="0"><Option type="Map"><Option name="name" type="QString" value="circle"/><Option name="color" type="QString" value="250,205,90,255"/><Option name="outline_style" type="QString" value="no"/><Option name="size" type="QString" value="7"/><Option name="size_unit" type="QString" value="RenderMetersInMapUnits"/><Option name="size_map_unit_scale" type="QString" value="3x:0,0,1,0.15,1,1.1"/></Option></layer></symbol>
      <symbol type="marker" name="3" alpha="1" clip_to_extent="1"><layer class="SimpleMarker" enabled="1" pass="0" locked="0"><Option type="Map"><Option name="name" type="QString" value="circle"/><Option name="color" type="QString" value="200,200,200,255"/><Option name="outline_style" type="QString" value="no"/><Option name="size" type="QString" value="7"/><Option name="size_unit" type="QString" value="RenderMetersInMapUnits"/><Option name="size_map_unit_scale" type="QString" value="3x:0,0,1,0.15,1,1.1"/></Option></layer></symbol>
      <symbol type="marker" name="4" alpha="1" clip_to_extent="1"><layer class="SimpleMarker" enabled="1" pass="0" locked="0"><Option type="Map"><Option name="name" type="QString" value="circle"/><Option name="color" type="QString" value="160,160,160,255"/><Option name="outline_style" type="QString" value="no"/><Option name="size" type="QString" value="7"/><Option name="size_unit" type="QString" value="RenderMetersInMapUnits"/><Option name="size_map_unit_scale" type="QString" value="3x:0,0,1,0.15,1,1.1"/></Option></layer></symbol>
    </symbols>
  </renderer-v2>
</qgis>
