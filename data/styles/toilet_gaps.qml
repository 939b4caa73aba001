<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22" styleCategories="Symbology">
  <renderer-v2 type="singleSymbol" enableorderby="0" forceraster="0" symbollevels="0">
    <symbols>
      <symbol type="fill" name="0" alpha="1" clip_to_extent="1"><layer class="SimpleFill" enabled="1" pass="0" locked="0"><Option type="Map"><Option name="color" type="QString" value="117,107,177,70"/><Option name="style" type="QString" value="solid"/><Option name="outline_color" type="QString" value="84,39,143,255"/><Option name="outline_style" type="QString" value="solid"/><Option name="outline_width" type="QString" value="0.2"/><Option name="outline_width_unit" type="QString" value="MM"/></Option></layer></symbol>
    </symbols>
  </renderer-v2>
</qgis>
