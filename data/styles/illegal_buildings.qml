<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22" styleCategories="Symbology">
  <renderer-v2 type="categorizedSymbol" attr="state" enableorderby="0" forceraster="0" symbollevels="0">
    <categories>
      <category value="to_verify" symbol="0" label="待核 to verify" render="true"/>
      <category value="filed" symbol="1" label="立案 filed" render="true"/>
      <category value="demolished" symbol="2" label="已拆除 demolished" render="true"/>
      <category value="" symbol="3" label="状态不明 unknown" render="true"/>
    </categories>
    <symbols>
      <symbol type="fill" name="0" alpha="1" clip_to_extent="1"><layer class="SimpleFill" enabled="1" pass="0" locked="0"><Option type="Map"><Option name="color" type="QString" value="243,156,18,150"/><Option name="style" type="QString" value="solid"/><Option name="outline_color" type="QString" value="239,83,80,255"/><Option name="outline_width" type="QString" value="0.4"/><Option name="outline_width_unit" type="QString" value="MM"/><Option name="outline_style" type="QString" value="solid"/></Option></layer></symbol>
      <symbol type="fill" name="1" alpha="1" clip_to_extent="1"><layer class="SimpleFill" enabled="1" pass="0" locked="0"><Option type="Map"><Option name="color" type="QString" value="192,57,43,150"/><Option name="style" type="QString" value="solid"/><Option name="outline_color" type="QString" value="239,83,80,255"/><Option name="outline_width" type="QString" value="0.4"/><Option name="outline_width_unit" type="QString" value="MM"/><Option name="outline_style" type="QString" value="solid"/></Option></layer></symbol>
      <symbol type="fill" name="2" alpha="1" clip_to_extent="1"><layer class="SimpleFill" enabled="1" pass="0" locked="0"><Option type="Map"><Option name="color" type="QString" value="158,158,158,150"/><Option name="style" type="QString" value="solid"/><Option name="outline_color" type="QString" value="239,83,80,255"/><Option name="outline_width" type="QString" value="0.4"/><Option name="outline_width_unit" type="QString" value="MM"/><Option name="outline_style" type="QString" value="solid"/></Option></layer></symbol>
      <symbol type="fill" name="3" alpha="1" clip_to_extent="1"><layer class="SimpleFill" enabled="1" pass="0" locked="0"><Option type="Map"><Option name="color" type="QString" value="239,83,80,150"/><Option name="style" type="QString" value="solid"/><Option name="outline_color" type="QString" value="239,83,80,255"/><Option name="outline_width" type="QString" value="0.4"/><Option name="outline_width_unit" type="QString" value="MM"/><Option name="outline_style" type="QString" value="solid"/></Option></layer></symbol>
    </symbols>
  </renderer-v2>
</qgis>
