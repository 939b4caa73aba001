<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22" styleCategories="Symbology">
  <renderer-v2 type="singleSymbol" enableorderby="0" forceraster="0" symbollevels="0">
    <symbols><symbol type="marker" name="0" alpha="1" clip_to_extent="1"><layer class="SimpleMarker" enabled="1" pass="0" locked="0"><Option type="Map"><Option name="name" type="QString" value="triangle"/><Option name="color" type="QString" value="136,34,85,255"/><Option name="outline_color" type="QString" value="255,255,255,255"/><Option name="outline_width" type="QString" value="0.15"/><Option name="outline_width_unit" type="QString" value="MM"/><Option name="size" type="QString" value="2.8"/><Option name="size_unit" type="QString" value="MM"/></Option></layer></symbol></symbols>
  </renderer-v2>
</qgis>
