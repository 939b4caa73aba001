<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22" styleCategories="Symbology">
  <renderer-v2 type="categorizedSymbol" attr="crew" enableorderby="0" forceraster="0" symbollevels="0">
    <categories>
      <category value="circuit" symbol="0" label="整回路不亮 circuit dark as a whole" render="true"/>
      <category value="run" symbol="1" label="沿电缆连续不亮 run along a cable" render="true"/>
      <category value="single" symbol="2" label="单灯 single lamp" render="true"/>
      <category value="" symbol="3" label="其他 other" render="true"/>
    </categories>
    <symbols>
      <symbol type="marker" name="0" alpha="1" clip_to_extent="1"><layer class="SimpleMarker" enabled="1" pass="0" locked="0"><Option type="Map"><Option name="name" type="QString" value="circle"/><Option name="color" type="QString" value="20,20,20,255"/><Option name="outline_color" type="QString" value="255,255,255,255"/><Option name="outline_width" type="QString" value="0.1"/><Option name="outline_width_unit" type="QString" value="MM"/><Option name="size" type="QString" value="12"/><Option name="size_unit" type="QString" value="RenderMetersInMapUnits"/><Option name="size_map_unit_scale" type="QString" value="3x:0,0,1,0.45,1,2.2"/></Option></layer></symbol>
      <symbol type="marker" name="1" alpha="1" clip_to_extent="1"><layer class="SimpleMarker" enabled="1" pass="0" locked="0"><Option type="Map"><Option name="name" type="QString" value="circle"/><Option name="color" type="QString" value="189,0,38,255"/><Option name="outline_color" type="QString" value="255,255,255,255"/><Option name="outline_width" type="QString" value="0.1"/><Option name="outline_width_unit" type="QString" value="MM"/><Option name="size" type="QString" value="12"/><Option name="size_unit" type="QString" value="RenderMetersInMapUnits"/><Option name="size_map_unit_scale" type="QString" value="3x:0,0,1,0.45,1,2.2"/></Option></layer></symbol>
      <symbol type="marker" name="2" alpha="1" clip_to_extent="1"><layer class="SimpleMarker" enabled="1" pass="0" locked="0"><Option type="Map"><Option name="name" type="QString" value="circle"/><Option name="color" type="QString" value="253,141,60,255"/><Option name="outline_color" type="QString" value="255,255,255,255"/><Option name="outline_width" type="QString" value="0.1"/><Option name="outline_width_unit" type="QString" value="MM"/><Option name="size" type="QString" value="12"/><Option name="size_unit" type="QString" value="RenderMetersInMapUnits"/><Option name="size_map_unit_scale" type="QString" value="3x:0,0,1,0.45,1,2.2"/></Option></layer></symbol>
      <symbol type="marker" name="3" alpha="1" clip_to_extent="1"><layer class="SimpleMarker" enabled="1" pass="0" locked="0"><Option type="Map"><Option name="name" type="QString" value="circle"/><Option name="color" type="QString" value="160,160,160,255"/><Option name="outline_color" type="QString" value="255,255,255,255"/><Option name="outline_width" type="QString" value="0.1"/><Option name="outline_width_unit" type="QString" value="MM"/><Option name="size" type="QString" value="12"/><Option name="size_unit" type="QString" value="RenderMetersInMapUnits"/><Option name="size_map_unit_scale" type="QString" value="3x:0,0,1,0.45,1,2.2"/></Option></layer></symbol>
    </symbols>
  </renderer-v2>
</qgis>
