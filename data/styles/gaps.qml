<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22" styleCategories="Symbology">
  <renderer-v2 type="singleSymbol" enableorderby="0" forceraster="0" symbollevels="0">
    <symbols>
      <symbol type="line" name="0" alpha="1" clip_to_extent="1"><layer class="SimpleLine" enabled="1" pass="0" locked="0"><Option type="Map"><Option name="line_color" type="QString" value="122,1,119,255"/><Option name="line_width" type="QString" value="9"/><Option name="line_width_unit" type="QString" value="RenderMetersInMapUnits"/><Option name="line_width_map_unit_scale" type="QString" value="3x:0,0,1,0.35,1,1.4"/><Option name="capstyle" type="QString" value="round"/><Option name="joinstyle" type="QString" value="round"/></Option></layer></symbol>
    </symbols>
  </renderer-v2>
</qgis>
