<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22" styleCategories="Symbology">
  <renderer-v2 type="categorizedSymbol" attr="change" enableorderby="0" forceraster="0" symbollevels="0">
    <categories>
      <category value="newly_out" symbol="0" label="newly out 新灭" render="true"/>
      <category value="repaired" symbol="1" label="repaired 修复" render="true"/>
      <category value="still_out" symbol="2" label="still out 仍灭" render="true"/>
      <category value="" symbol="3" label="" render="true"/>
    </categories>
    <symbols>
      <symbol type="marker" name="0" alpha="1" clip_to_extent="1"><layer class="SimpleMarker" enabled="1" pass="0" locked="0"><Option type="Map"><Option name="name" type="QString" value="circle"/><Option name="color" type="QString" value="200,40,40,255"/><Option name="outline_color" type="QString" value="255,255,255,255"/><Option name="outline_width" type="QString" value="0.15"/><Option name="outline_width_unit" type="QString" value="MM"/><Option name="size" type="QString" value="2"/><Option name="size_unit" type="QString" value="MM"/></Option></layer></symbol>
      <symbol type="marker" name="1" alpha="1" clip_to_extent="1"><layer class="SimpleMarker" enabled="1" pass="0" locked="0"><Option type="Map"><Option name="name" type="QString" value="circle"/><Option name="color" type="QString" value="60,150,70,255"/><Option name="outline_color" type="QString" value="255,255,255,255"/><Option name="outline_width" type="QString" value="0.15"/><Option name="outline_width_unit" type="QString" value="MM"/><Option name="size" type="QString" value="2"/><Option name="size_unit" type="QString" value="MM"/></Option></layer></symbol>
      <symbol type="marker" name="2" alpha="1" clip_to_extent="1"><layer class="SimpleMarker" enabled="1" pass="0" locked="0"><Option type="Map"><Option name="name" type="QString" value="circle"/><Option name="color" type="QString" value="60,60,60,255"/><Option name="outline_color" type="QString" value="255,255,255,255"/><Option name="outline_width" type="QString" value="0.15"/><Option name="outline_width_unit" type="QString" value="MM"/><Option name="size" type="QString" value="2"/><Option name="size_unit" type="QString" value="MM"/></Option></layer></symbol>
      <symbol type="marker" name="3" alpha="1" clip_to_extent="1"><layer class="SimpleMarker" enabled="1" pass="0" locked="0"><Option type="Map"><Option name="name" type="QString" value="circle"/><Option name="color" type="QString" value="160,160,160,255"/><Option name="outline_color" type="QString" value="255,255,255,255"/><Option name="outline_width" type="QString" value="0.15"/><Option name="outline_width_unit" type="QString" value="MM"/><Option name="size" type="QString" value="2"/><Option name="size_unit" type="QString" value="MM"/></Option></layer></symbol>
    </symbols>
  </renderer-v2>
</qgis>
