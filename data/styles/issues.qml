<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22" styleCategories="Symbology|Fields|MapTips">
  <renderer-v2 type="categorizedSymbol" attr="severity" enableorderby="0" forceraster="0" symbollevels="0">
    <categories>
      <category value="error" symbol="0" label="error 错误" render="true"/>
      <category value="warning" symbol="1" label="warning 警告" render="true"/>
      <category value="info" symbol="2" label="info 提示" render="true"/>
      <category value="" symbol="2" label="" render="true"/>
    </categories>
    <symbols>
      <symbol type="marker" name="0" alpha="1" clip_to_extent="1"><layer class="SimpleMarker" enabled="1" pass="0" locked="0"><Option type="Map"><Option name="name" type="QString" value="triangle"/><Option name="color" type="QString" value="214,39,40,255"/><Option name="outline_color" type="QString" value="255,255,255,255"/><Option name="outline_width" type="QString" value="0.2"/><Option name="size" type="QString" value="3.2"/><Option name="size_unit" type="QString" value="MM"/></Option></layer></symbol>
      <symbol type="marker" name="1" alpha="1" clip_to_extent="1"><layer class="SimpleMarker" enabled="1" pass="0" locked="0"><Option type="Map"><Option name="name" type="QString" value="diamond"/><Option name="color" type="QString" value="255,152,0,255"/><Option name="outline_color" type="QString" value="255,255,255,255"/><Option name="outline_width" type="QString" value="0.2"/><Option name="size" type="QString" value="2.6"/><Option name="size_unit" type="QString" value="MM"/></Option></layer></symbol>
      <symbol type="marker" name="2" alpha="1" clip_to_extent="1"><layer class="SimpleMarker" enabled="1" pass="0" locked="0"><Option type="Map"><Option name="name" type="QString" value="circle"/><Option name="color" type="QString" value="120,144,156,255"/><Option name="outline_color" type="QString" value="255,255,255,255"/><Option name="outline_width" type="QString" value="0.2"/><Option name="size" type="QString" value="2"/><Option name="size_unit" type="QString" value="MM"/></Option></layer></symbol>
    </symbols>
  </renderer-v2>
  <mapTip>&lt;b&gt;[% "title" %]&lt;/b&gt;&lt;br&gt;[% "text" %]&lt;br&gt;&lt;i&gt;[% "hint" %]&lt;/i&gt;</mapTip>
</qgis>
