<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22" styleCategories="Symbology">
  <renderer-v2 type="singleSymbol" enableorderby="0" forceraster="0" symbollevels="0">
    <symbols>
      <symbol type="marker" name="0" alpha="1" clip_to_extent="1"><layer class="SimpleMarker" enabled="1" pass="0" locked="0"><Option type="Map"><Option name="name" type="QString" value="circle"/><Option name="color" type="QString" value="215,48,39,255"/><Option name="outline_style" type="QString" value="no"/><Option name="size" type="QString" value="12"/><Option name="size_unit" type="QString" value="RenderMetersInMapUnits"/><Option name="size_map_unit_scale" type="QString" value="3x:0,0,1,0.5,1,1.8"/></Option></layer></symbol>
    </symbols>
  </renderer-v2>
</qgis>
