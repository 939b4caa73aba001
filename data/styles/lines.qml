<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22" styleCategories="Symbology">
  <renderer-v2 type="graduatedSymbol" attr="share" graduatedMethod="GraduatedColor" enableorderby="0" forceraster="0" symbollevels="0">
    <ranges>
      <range lower="0" upper="0.5" symbol="0" label="0–50 %" render="true"/>
      <range lower="0.5" upper="0.9" symbol="1" label="50–90 %" render="true"/>
      <range lower="0.9" upper="0.999999" symbol="2" label="90–100 %" render="true"/>
      <range lower="0.999999" upper="1" symbol="3" label="100 %" render="true"/>
    </ranges>
    <symbols>
      <symbol type="line" name="0" alpha="1" clip_to_extent="1"><layer class="SimpleLine" enabled="1" pass="0" locked="0"><Option type="Map"><Option name="line_color" type="QString" value="189,0,38,255"/><Option name="line_width" type="QString" value="6"/><Option name="line_width_unit" type="QString" value="RenderMetersInMapUnits"/><Option name="line_width_map_unit_scale" type="QString" value="3x:0,0,1,0.2,1,0.6"/><Option name="capstyle" type="QString" value="round"/><Option name="joinstyle" type="QString" value="round"/></Option></layer></symbol>
      <symbol type="line" name="1" alpha="1" clip_to_extent="1"><layer class="SimpleLine" enabled="1" pass="0" locked="0"><Option type="Map"><Option name="line_color" type="QString" value="253,141,60,255"/><Option name="line_width" type="QString" value="6"/><Option name="line_width_unit" type="QString" value="RenderMetersInMapUnits"/><Option name="line_width_map_unit_scale" type="QString" value="3x:0,0,1,0.2,1,0.6"/><Option name="capstyle" type="QString" value="round"/><Option name="joinstyle" type="QString" value="round"/></Option></layer></symbol>
      <symbol type="line" name="2" alpha="1" clip_to_extent="1"><layer class="SimpleLine" enabled="1" pass="0" locked="0"><Option type="Map"><Option name="line_color" type="QString" value="230,190,80,255"/><Option name="line_width" type="QString" value="6"/><Option name="line_width_unit" type="QString" value="RenderMetersInMapUnits"/><Option name="line_width_map_unit_scale" type="QString" value="3x:0,0,1,0.15,1,0.6"/><Option name="capstyle" type="QString" value="round"/><Option name="joinstyle" type="QString" value="round"/></Option></layer></symbol>
      <symbol type="line" name="3" alpha="1" clip_to_extent="1"><layer class="SimpleLine" enabled="1" pass="0" locked="0"><Option type="Map"><Option name="line_color" type="QString" value="165,165,165,255"/><Option name="line_width" type="QString" value="6"/><Option name="line_width_unit" type="QString" value="RenderMetersInMapUnits"/><Option name="line_width_map_unit_scale" type="QString" value="3x:0,0,1,0.12,1,0.6"/><Option name="capstyle" type="QString" value="round"/><Option name="joinstyle" type="QString" value="round"/></Option></layer></symbol>
    </symbols>
  </renderer-v2>
</qgis>
