<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22" styleCategories="Symbology">
  <renderer-v2 type="categorizedSymbol" attr="road_class" enableorderby="0" forceraster="0" symbollevels="0">
    <categories>
      <category value="expressway" symbol="0" label="快速路 expressway" render="true"/>
      <category value="arterial" symbol="1" label="主干路 arterial" render="true"/>
      <category value="collector" symbol="2" label="次干路 collector" render="true"/>
      <category value="local" symbol="3" label="支路 local" render="true"/>
      <category value="lane" symbol="4" label="背街小巷 lane" render="true"/>
      <category value="" symbol="5" label="其他 other" render="true"/>
    </categories>
    <symbols>
      <symbol type="line" name="0" alpha="1" clip_to_extent="1"><layer class="SimpleLine" enabled="1" pass="0" locked="0"><Option type="Map"><Option name="line_color" type="QString" value="192,57,43,255"/><Option name="line_width" type="QString" value="1.1"/><Option name="line_width_unit" type="QString" value="MM"/><Option name="line_style" type="QString" value="solid"/><Option name="capstyle" type="QString" value="round"/><Option name="joinstyle" type="QString" value="round"/></Option></layer></symbol>
      <symbol type="line" name="1" alpha="1" clip_to_extent="1"><layer class="SimpleLine" enabled="1" pass="0" locked="0"><Option type="Map"><Option name="line_color" type="QString" value="230,126,34,255"/><Option name="line_width" type="QString" value="0.9"/><Option name="line_width_unit" type="QString" value="MM"/><Option name="line_style" type="QString" value="solid"/><Option name="capstyle" type="QString" value="round"/><Option name="joinstyle" type="QString" value="round"/></Option></layer></symbol>
      <symbol type="line" name="2" alpha="1" clip_to_extent="1"><layer class="SimpleLine" enabled="1" pass="0" locked="0"><Option type="Map"><Option name="line_color" type="QString" value="212,172,13,255"/><Option name="line_width" type="QString" value="0.65"/><Option name="line_width_unit" type="QString" value="MM"/><Option name="line_style" type="QString" value="solid"/><Option name="capstyle" type="QString" value="round"/><Option name="joinstyle" type="QString" value="round"/></Option></layer></symbol>
      <symbol type="line" name="3" alpha="1" clip_to_extent="1"><layer class="SimpleLine" enabled="1" pass="0" locked="0"><Option type="Map"><Option name="line_color" type="QString" value="138,138,138,255"/><Option name="line_width" type="QString" value="0.45"/><Option name="line_width_unit" type="QString" value="MM"/><Option name="line_style" type="QString" value="solid"/><Option name="capstyle" type="QString" value="round"/><Option name="joinstyle" type="QString" value="round"/></Option></layer></symbol>
      <symbol type="line" name="4" alpha="1" clip_to_extent="1"><layer class="SimpleLine" enabled="1" pass="0" locked="0"><Option type="Map"><Option name="line_color" type="QString" value="176,176,176,255"/><Option name="line_width" type="QString" value="0.3"/><Option name="line_width_unit" type="QString" value="MM"/><Option name="line_style" type="QString" value="solid"/><Option name="capstyle" type="QString" value="round"/><Option name="joinstyle" type="QString" value="round"/></Option></layer></symbol>
      <symbol type="line" name="5" alpha="1" clip_to_extent="1"><layer class="SimpleLine" enabled="1" pass="0" locked="0"><Option type="Map"><Option name="line_color" type="QString" value="154,154,154,255"/><Option name="line_width" type="QString" value="0.4"/><Option name="line_width_unit" type="QString" value="MM"/><Option name="line_style" type="QString" value="solid"/><Option name="capstyle" type="QString" value="round"/><Option name="joinstyle" type="QString" value="round"/></Option></layer></symbol>
    </symbols>
  </renderer-v2>
</qgis>
