<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22" styleCategories="Symbology">
  <renderer-v2 type="categorizedSymbol" attr="state" enableorderby="0" forceraster="0" symbollevels="0">
    <categories>
      <category value="to_verify" symbol="0" label="待核 to verify" render="true"/>
      <category value="approved" symbol="1" label="立项 approved" render="true"/>
      <category value="under_repair" symbol="2" label="整治中 under repair" render="true"/>
      <category value="cleared" symbol="3" label="销号 cleared" render="true"/>
      <category value="relapsed" symbol="4" label="复发 relapsed" render="true"/>
      <category value="" symbol="5" label="状态不明 unknown" render="true"/>
    </categories>
    <symbols>
      <symbol type="fill" name="0" alpha="1" clip_to_extent="1"><layer class="SimpleFill" enabled="1" pass="0" locked="0"><Option type="Map"><Option name="color" type="QString" value="243,156,18,110"/><Option name="style" type="QString" value="solid"/><Option name="outline_color" type="QString" value="41,128,185,255"/><Option name="outline_width" type="QString" value="0.2"/><Option name="outline_width_unit" type="QString" value="MM"/><Option name="outline_style" type="QString" value="solid"/></Option></layer></symbol>
      <symbol type="fill" name="1" alpha="1" clip_to_extent="1"><layer class="SimpleFill" enabled="1" pass="0" locked="0"><Option type="Map"><Option name="color" type="QString" value="230,126,34,110"/><Option name="style" type="QString" value="solid"/><Option name="outline_color" type="QString" value="41,128,185,255"/><Option name="outline_width" type="QString" value="0.2"/><Option name="outline_width_unit" type="QString" value="MM"/><Option name="outline_style" type="QString" value="solid"/></Option></layer></symbol>
      <symbol type="fill" name="2" alpha="1" clip_to_extent="1"><layer class="SimpleFill" enabled="1" pass="0" locked="0"><Option type="Map"><Option name="color" type="QString" value="155,89,182,110"/><Option name="style" type="QString" value="solid"/><Option name="outline_color" type="QString" value="41,128,185,255"/><Option name="outline_width" type="QString" value="0.2"/><Option name="outline_width_unit" type="QString" value="MM"/><Option name="outline_style" type="QString" value="solid"/></Option></layer></symbol>
      <symbol type="fill" name="3" alpha="1" clip_to_extent="1"><layer class="SimpleFill" enabled="1" pass="0" locked="0"><Option type="Map"><Option name="color" type="QString" value="39,174,96,110"/><Option name="style" type="QString" value="solid"/><Option name="outline_color" type="QString" value="41,128,185,255"/><Option name="outline_width" type="QString" value="0.2"/><Option name="outline_width_unit" type="QString" value="MM"/><Option name="outline_style" type="QString" value="solid"/></Option></layer></symbol>
      <symbol type="fill" name="4" alpha="1" clip_to_extent="1"><layer class="SimpleFill" enabled="1" pass="0" locked="0"><Option type="Map"><Option name="color" type="QString" value="192,57,43,110"/><Option name="style" type="QString" value="solid"/><Option name="outline_color" type="QString" value="41,128,185,255"/><Option name="outline_width" type="QString" value="0.2"/><Option name="outline_width_unit" type="QString" value="MM"/><Option name="outline_style" type="QString" value="solid"/></Option></layer></symbol>
      <symbol type="fill" name="5" alpha="1" clip_to_extent="1"><layer class="SimpleFill" enabled="1" pass="0" locked="0"><Option type="Map"><Option name="color" type="QString" value="41,128,185,110"/><Option name="style" type="QString" value="solid"/><Option name="outline_color" type="QString" value="41,128,185,255"/><Option name="outline_width" type="QString" value="0.2"/><Option name="outline_width_unit" type="QString" value="MM"/><Option name="outline_style" type="QString" value="solid"/></Option></layer></symbol>
    </symbols>
  </renderer-v2>
</qgis>
