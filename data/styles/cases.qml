<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22" styleCategories="Symbology">
  <renderer-v2 type="categorizedSymbol" attr="state" enableorderby="0" forceraster="0" symbollevels="0">
    <categories>
      <category value="resolved" symbol="0" label="已处置 resolved" render="true"/>
      <category value="closed" symbol="1" label="已结案 closed" render="true"/>
      <category value="rejected" symbol="2" label="不受理 rejected" render="true"/>
      <category value="duplicate" symbol="3" label="重复 duplicate" render="true"/>
      <category value="" symbol="4" label="办理中 open" render="true"/>
    </categories>
    <symbols>
      <symbol type="marker" name="0" alpha="1" clip_to_extent="1"><layer class="SimpleMarker" enabled="1" pass="0" locked="0"><Option type="Map"><Option name="name" type="QString" value="circle"/><Option name="color" type="QString" value="102,187,106,255"/><Option name="outline_color" type="QString" value="255,255,255,255"/><Option name="outline_width" type="QString" value="0.15"/><Option name="outline_width_unit" type="QString" value="MM"/><Option name="size" type="QString" value="1.8"/><Option name="size_unit" type="QString" value="MM"/></Option></layer></symbol>
      <symbol type="marker" name="1" alpha="1" clip_to_extent="1"><layer class="SimpleMarker" enabled="1" pass="0" locked="0"><Option type="Map"><Option name="name" type="QString" value="circle"/><Option name="color" type="QString" value="158,158,158,255"/><Option name="outline_color" type="QString" value="255,255,255,255"/><Option name="outline_width" type="QString" value="0.15"/><Option name="outline_width_unit" type="QString" value="MM"/><Option name="size" type="QString" value="1.8"/><Option name="size_unit" type="QString" value="MM"/></Option></layer></symbol>
      <symbol type="marker" name="2" alpha="1" clip_to_extent="1"><layer class="SimpleMarker" enabled="1" pass="0" locked="0"><Option type="Map"><Option name="name" type="QString" value="circle"/><Option name="color" type="QString" value="189,189,189,255"/><Option name="outline_color" type="QString" value="255,255,255,255"/><Option name="outline_width" type="QString" value="0.15"/><Option name="outline_width_unit" type="QString" value="MM"/><Option name="size" type="QString" value="1.8"/><Option name="size_unit" type="QString" value="MM"/></Option></layer></symbol>
      <symbol type="marker" name="3" alpha="1" clip_to_extent="1"><layer class="SimpleMarker" enabled="1" pass="0" locked="0"><Option type="Map"><Option name="name" type="QString" value="circle"/><Option name="color" type="QString" value="189,189,189,255"/><Option name="outline_color" type="QString" value="255,255,255,255"/><Option name="outline_width" type="QString" value="0.15"/><Option name="outline_width_unit" type="QString" value="MM"/><Option name="size" type="QString" value="1.8"/><Option name="size_unit" type="QString" value="MM"/></Option></layer></symbol>
      <symbol type="marker" name="4" alpha="1" clip_to_extent="1"><layer class="SimpleMarker" enabled="1" pass="0" locked="0"><Option type="Map"><Option name="name" type="QString" value="circle"/><Option name="color" type="QString" value="229,57,53,255"/><Option name="outline_color" type="QString" value="255,255,255,255"/><Option name="outline_width" type="QString" value="0.15"/><Option name="outline_width_unit" type="QString" value="MM"/><Option name="size" type="QString" value="1.8"/><Option name="size_unit" type="QString" value="MM"/></Option></layer></symbol>
    </symbols>
  </renderer-v2>
</qgis>
