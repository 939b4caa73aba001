<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22" styleCategories="Symbology">
  <renderer-v2 type="graduatedSymbol" attr="depth_m" graduatedMethod="GraduatedColor" enableorderby="0" forceraster="0" symbollevels="0">
    <ranges>
      <range lower="0" upper="0.3" symbol="0" label="&lt; 30 cm" render="true"/>
      <range lower="0.3" upper="0.5" symbol="1" label="30–50 cm" render="true"/>
      <range lower="0.5" upper="1000" symbol="2" label="> 50 cm" render="true"/>
    </ranges>
    <symbols>
      <symbol type="marker" name="0" alpha="1" clip_to_extent="1"><layer class="SimpleMarker" enabled="1" pass="0" locked="0"><Option type="Map"><Option name="name" type="QString" value="circle"/><Option name="color" type="QString" value="90,160,220,255"/><Option name="outline_color" type="QString" value="255,255,255,255"/><Option name="outline_width" type="QString" value="0.3"/><Option name="outline_width_unit" type="QString" value="MM"/><Option name="size" type="QString" value="2.6"/><Option name="size_unit" type="QString" value="MM"/></Option></layer></symbol>
      <symbol type="marker" name="1" alpha="1" clip_to_extent="1"><layer class="SimpleMarker" enabled="1" pass="0" locked="0"><Option type="Map"><Option name="name" type="QString" value="circle"/><Option name="color" type="QString" value="0,104,178,255"/><Option name="outline_color" type="QString" value="255,255,255,255"/><Option name="outline_width" type="QString" value="0.3"/><Option name="outline_width_unit" type="QString" value="MM"/><Option name="size" type="QString" value="3.2"/><Option name="size_unit" type="QString" value="MM"/></Option></layer></symbol>
      <symbol type="marker" name="2" alpha="1" clip_to_extent="1"><layer class="SimpleMarker" enabled="1" pass="0" locked="0"><Option type="Map"><Option name="name" type="QString" value="circle"/><Option name="color" type="QString" value="8,48,107,255"/><Option name="outline_color" type="QString" value="255,255,255,255"/><Option name="outline_width" type="QString" value="0.3"/><Option name="outline_width_unit" type="QString" value="MM"/><Option name="size" type="QString" value="4"/><Option name="size_unit" type="QString" value="MM"/></Option></layer></symbol>
    </symbols>
  </renderer-v2>
</qgis>
