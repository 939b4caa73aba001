<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22" styleCategories="Symbology">
  <renderer-v2 type="categorizedSymbol" attr="kind" enableorderby="0" forceraster="0" symbollevels="0">
    <categories>
      <category value="none" symbol="0" label="责任空白 nobody answers" render="true"/>
      <category value="double" symbol="1" label="责任重复 several answer" render="true"/>
      <category value="" symbol="2" label="其他 other" render="true"/>
    </categories>
    <symbols>
      <symbol type="line" name="0" alpha="1" clip_to_extent="1"><layer class="SimpleLine" enabled="1" pass="0" locked="0"><Option type="Map"><Option name="line_color" type="QString" value="51,34,136,255"/><Option name="line_width" type="QString" value="1"/><Option name="line_width_unit" type="QString" value="MM"/><Option name="line_style" type="QString" value="solid"/><Option name="capstyle" type="QString" value="round"/><Option name="joinstyle" type="QString" value="round"/></Option></layer></symbol>
      <symbol type="line" name="1" alpha="1" clip_to_extent="1"><layer class="SimpleLine" enabled="1" pass="0" locked="0"><Option type="Map"><Option name="line_color" type="QString" value="204,102,119,255"/><Option name="line_width" type="QString" value="1"/><Option name="line_width_unit" type="QString" value="MM"/><Option name="line_style" type="QString" value="solid"/><Option name="capstyle" type="QString" value="round"/><Option name="joinstyle" type="QString" value="round"/></Option></layer></symbol>
      <symbol type="line" name="2" alpha="1" clip_to_extent="1"><layer class="SimpleLine" enabled="1" pass="0" locked="0"><Option type="Map"><Option name="line_color" type="QString" value="154,154,154,255"/><Option name="line_width" type="QString" value="0.6"/><Option name="line_width_unit" type="QString" value="MM"/><Option name="line_style" type="QString" value="solid"/><Option name="capstyle" type="QString" value="round"/><Option name="joinstyle" type="QString" value="round"/></Option></layer></symbol>
    </symbols>
  </renderer-v2>
</qgis>
