<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22" styleCategories="Symbology">
  <renderer-v2 type="categorizedSymbol" attr="rule" enableorderby="0" forceraster="0" symbollevels="0">
    <categories>
      <category value="park_cover@GB55014" symbol="0" label="公园服务半径（GB 55014） parks by size, GB 55014" render="true"/>
      <category value="park_cover@GBT51346" symbol="1" label="公园与广场500米（GB/T 51346） parks and squares, GB/T 51346" render="true"/>
      <category value="park_cover@eco_garden_city" symbol="2" label="公园服务半径（国家生态园林城市） parks by size, eco garden city" render="true"/>
      <category value="" symbol="3" label="其他 other" render="true"/>
    </categories>
    <symbols>
      <symbol type="fill" name="0" alpha="1" clip_to_extent="1"><layer class="SimpleFill" enabled="1" pass="0" locked="0"><Option type="Map"><Option name="color" type="QString" value="231,138,30,80"/><Option name="style" type="QString" value="solid"/><Option name="outline_color" type="QString" value="160,82,10,255"/><Option name="outline_style" type="QString" value="solid"/><Option name="outline_width" type="QString" value="0.1"/><Option name="outline_width_unit" type="QString" value="MM"/></Option></layer></symbol>
      <symbol type="fill" name="1" alpha="1" clip_to_extent="1"><layer class="SimpleFill" enabled="1" pass="0" locked="0"><Option type="Map"><Option name="color" type="QString" value="150,60,0,255"/><Option name="style" type="QString" value="f_diagonal"/><Option name="outline_color" type="QString" value="150,60,0,255"/><Option name="outline_style" type="QString" value="solid"/><Option name="outline_width" type="QString" value="0.2"/><Option name="outline_width_unit" type="QString" value="MM"/></Option></layer></symbol>
      <symbol type="fill" name="2" alpha="1" clip_to_extent="1"><layer class="SimpleFill" enabled="1" pass="0" locked="0"><Option type="Map"><Option name="color" type="QString" value="190,110,20,160"/><Option name="style" type="QString" value="b_diagonal"/><Option name="outline_color" type="QString" value="160,82,10,255"/><Option name="outline_style" type="QString" value="solid"/><Option name="outline_width" type="QString" value="0.1"/><Option name="outline_width_unit" type="QString" value="MM"/></Option></layer></symbol>
      <symbol type="fill" name="3" alpha="1" clip_to_extent="1"><layer class="SimpleFill" enabled="1" pass="0" locked="0"><Option type="Map"><Option name="color" type="QString" value="231,138,30,80"/><Option name="style" type="QString" value="solid"/><Option name="outline_color" type="QString" value="160,82,10,255"/><Option name="outline_style" type="QString" value="solid"/><Option name="outline_width" type="QString" value="0.1"/><Option name="outline_width_unit" type="QString" value="MM"/></Option></layer></symbol>
    </symbols>
  </renderer-v2>
</qgis>
