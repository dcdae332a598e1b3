"""What people call a column: the words with which the benchmark renames headers.

Written down without a look at the mapper's own tables, and cut in two by a hash of the words: one
half for tuning (seeds below 1000), the other for the reported figures. A name that says two things
(`Qty`) is none of them.
"""

from __future__ import annotations

import zlib
from functools import cache

ENGLISH: dict[str, str] = {
    "sku": "SKU Nbr|Item No|Item Num|Product ID|Stock Number|Stockcode|Our Item #|Part No|"
    "Item SKU Code|Article No|Product No.|SKU Code|Inventory ID|Store SKU|House SKU|Stock ID|"
    "Style Code|Internal Code|Internal SKU|Catalogue No",
    "barcode": "UPC/EAN|Bar-code|Scan Code|UPC Number|Main UPC|EAN/UPC Code|Retail Barcode|"
    "GTIN-13|Barcode No|UPC Barcode|Item UPC|EAN No|Scanning Code|Unit Barcode|Barcode Value",
    "description": "Item Desc|Product Name|Item Title|Long Name|Name of Item|Product Desc|"
    "Article Name|Stock Item Name|Merchandise Description|Product Title|Item Descr.|"
    "Article Description|Goods Description|SKU Description|SKU Name|Desc of Goods",
    "category": "Dept|Dept Name|Product Group|Item Category|Category Name|Merch Group|"
    "Product Family|Main Category|Dept Desc|Item Dept|Department Description|Category Desc|"
    "Merchandise Group|Reporting Group|Item Family|Product Dept",
    "vendor": "Supplier Name|Vendor|Primary Supplier|Main Vendor|Vend Name|Supplied By|"
    "Distributor Name|Default Supplier|Purchased From|Bought From|Vendor Company|Supplier Title|"
    "Source Vendor|Preferred Vendor|Usual Supplier|Supplier Company",
    "status": "Item Status|Active?|Status|Is Active|Active Y/N|Item State|Product Status|"
    "Active Item|Lifecycle|Selling Status|Status Flag|Discontinued?|Sales Status|Stock Status Flag",
    "on_hand_qty": "QOH|On Hand Units|Units in Stock|Stock On Hand|Qty in Stock|Current Stock|"
    "Stock Level|On-Hand Qty|Qty O/H|Stock Count On Hand|Inventory Qty|Total OH|Units On Shelf|"
    "In-Stock Units|Physical Stock On Hand|Available Stock Qty|Book Stock|Stock Qty On Hand|"
    "Inventory Balance|Present Stock",
    "on_order_qty": "On PO|Qty On PO|Units On Order|Open PO Units|Ordered Not Received|"
    "Inbound Qty|On Order Units|PO Qty Open|Incoming Stock|Outstanding Order Qty|Stock On Order|"
    "Open Purchase Qty|Qty Due In|Due In",
    "committed_qty": "Allocated|Qty Reserved|Reserved Units|Committed Units|Sold Not Shipped|"
    "Allocated Stock|Stock Committed|Qty Promised|Held For Customers|Units Committed|"
    "Customer Reserved|Qty On Customer Order|Units Allocated",
    "unit_cost": "Unit Cost|Cost Each|Our Cost|Cost Price|Buying Price|Net Cost|Item Cost|"
    "Purchase Price|Cost/Unit|Cost Ea|Vendor Cost|Supplier Cost|Unit Cost Price|Cost Per Item|"
    "Invoice Cost|Buy Price|Supplier Price|Purchase Cost Each|Wholesale Unit Cost",
    "avg_cost": "Average Cost|AVC|Weighted Cost|Avg Unit Cost|WAC|Avg. Cost|Moving Avg Cost|"
    "Cost (Average)|Mean Unit Cost|Average Unit Cost Price|Avg Cost Each|Averaged Cost|"
    "Average Purchase Cost",
    "last_cost": "Last Cost|Latest Cost|Last PO Cost|Last Purchase Cost|Last Invoice Cost|"
    "Most Recent Unit Cost|Last Buy Cost|Last Received Cost|Cost (Last)|Last Landed Unit Cost|"
    "Newest Cost|Last Supplier Cost|Cost Last Receipt",
    "unit_price": "Retail|Sell Price|Selling Price|Unit Retail|Our Price|Regular Retail|"
    "Retail Price|Price Each|Shelf Price|Current Retail|POS Price|Unit Selling Price|Price/Unit|"
    "Ticket Price|Everyday Price|Store Retail|Selling Price Each|"
    "Price (Retail)|Till Price|Reg. Price",
    "list_price": "MSRP|RRP|List|List Price|Suggested Retail|Mfr Suggested Price|SRP|"
    "Mfg List Price|Recommended Retail|Manufacturer's List|Suggested Selling Price|"
    "Vendor Suggested Price|Catalog List Price|Recommended Selling Price|Suggested Retail $",
    "units_sold": "Units Sold|Qty Sold|Sales Qty|Unit Sales|Sold Qty|No. Sold|Sales Units|"
    "Number of Units Sold|Pieces Sold|Total Units Sold|Sold Units|"
    "Quantity of Units Sold|Items Sold|"
    "Unit Sales Qty|Sales (Qty)|Count Sold|Sold Pcs",
    "units_returned": "Returns Qty|Qty Returned|Returned Units|Units Refunded|Return Units|"
    "Refund Qty|Customer Returns (Units)|Items Returned|Returned Pieces|Number Returned|"
    "Qty of Returns|Refunded Units",
    "net_sales": "Net Sales|Net Sales $|Net Revenue|Sales Net|Net Sales Amount|Net Sales Value|"
    "Net Sales (USD)|Sales Net of Discounts|Net Sales Total|Net Turnover|Net Takings|Net Sales Amt|"
    "Revenue Net",
    "last_sold_on": "Last Sold|Last Sale|Last Sale Dt|Date of Last Sale|Last Sold Date|"
    "Most Recent Sale|Last Date Sold|Latest Sale Date|Last Sales Date|Date Sold Last|"
    "Last Sold On|Recent Sale Date|Last Selling Day",
    "last_received_on": "Last Received|Last Recv|Last Receipt Date|Last Rec'd|Last Received Dt|"
    "Last Delivery|Last Stock Received|Most Recent Receipt|Last Goods-In Date|Last PO Received|"
    "Date Last Rcvd|Latest Receipt|Last Date Received",
    "last_counted_on": "Last Count|Last Counted|Last Physical|Count Date|Last Stocktake|"
    "Last Inventory Count|Last Cycle Count Date|Date of Last Count|Last Audit|Stock Take Date|"
    "Last Physical Inventory Date|Most Recent Count|Last Counted Dt",
    "reorder_point": "Reorder Point|Min|Min Qty|Reorder Level|ROP|Order Point|Min Stock|"
    "Minimum Stock Level|Low Stock Alert|Re-order Point|"
    "Reorder Trigger Qty|Low Stock Warning Level|"
    "Minimum On Hand|Min Shelf Qty|Reorder When Below|Stock Minimum",
    "reorder_up_to": "Max|Max Qty|Order Up To|Par|Par Level|Max Stock|Target Stock|Max Level|"
    "Restock To|Ideal Stock Level|Order-Up-To Level|Target On Hand|Maximum Stock Level|Par Qty|"
    "Stock Maximum|Fill To Level",
    "counted_qty": "Counted|Counted Qty|Physical Count|Actual Count|Count Qty|Qty Counted|"
    "Stocktake Qty|Hand Count|Units Counted|Counted Units|Physical Qty|Cycle Count Qty|"
    "Stock Take Qty|Inventory Count Qty|Actual Qty Counted",
    "count_variance_qty": "Variance|Variance Qty|Count Variance|Over/Short|Qty Variance|"
    "Difference|Count Diff|Units Over/Short|Stock Variance|Variance Units|Count Discrepancy|"
    "Discrepancy Qty|Qty Diff|Unit Variance",
    "pack_qty": "Case Pack|Pack Size|Case Qty|Units/Case|Pack Qty|Qty per Case|Case Size|"
    "Units Per Pack|Carton Qty|Inner Pack Qty|Pieces per Case|Each per Case|Pcs/Case|"
    "Order Pack Qty|Case Count|Eaches per Case",
    "store_id": "Store|Location|Branch|Warehouse|Shop|Store Name|Site|Outlet|Store No|"
    "Location Name|Branch Name|Store Nbr|Stock Location|Whse|Selling Location|Loc Name",
}

TRANSLATED: dict[str, dict[str, str]] = {
    "Spanish": {
        "sku": "Código de artículo|Cód. artículo|Referencia|Clave de producto|Nº de artículo|"
        "Código interno|Cod. producto",
        "barcode": "Código de barras|Cód. barras|EAN|Código EAN|Cod. de barra",
        "description": "Descripción|Nombre del producto|Artículo descripción|Nombre artículo|"
        "Descripción del producto|Denominación",
        "category": "Categoría|Departamento|Familia|Grupo de productos|Rubro|Línea de producto",
        "vendor": "Proveedor|Nombre proveedor|Proveedor habitual|Distribuidor|Prov. principal",
        "status": "Estado|Activo|Situación|Estatus del artículo|Artículo activo",
        "on_hand_qty": "Existencias|Stock actual|Cantidad en stock|Inventario actual|"
        "Unidades en existencia|Existencia actual|Stock disponible",
        "on_order_qty": "En pedido|Pendiente de recibir|Cantidad pedida|Unidades en pedido|"
        "Por recibir",
        "committed_qty": "Reservado|Cantidad reservada|Comprometido|Unidades reservadas",
        "unit_cost": "Costo unitario|Coste|Precio de compra|Costo|P. costo|Precio costo",
        "avg_cost": "Costo promedio|Coste medio|Costo medio unitario|Costo prom.",
        "last_cost": "Último costo|Último coste de compra|Costo última compra|"
        "Último precio de compra",
        "unit_price": "Precio de venta|PVP|Precio|Precio unitario|P. venta|Precio al público",
        "list_price": "Precio de lista|Precio sugerido|PVP recomendado|Precio de catálogo",
        "units_sold": "Unidades vendidas|Cantidad vendida|Vendidos|Ventas (unidades)|Uds. vendidas",
        "units_returned": "Unidades devueltas|Cantidad devuelta|Devoluciones (uds.)",
        "net_sales": "Ventas netas|Importe neto de ventas|Venta neta|Total neto ventas",
        "last_sold_on": "Última venta|Fecha última venta|Fecha de la última venta|"
        "Última fecha venta",
        "last_received_on": "Última recepción|Fecha última compra|Última entrada|"
        "Fecha de recepción",
        "last_counted_on": "Último conteo|Fecha de conteo|Fecha último inventario",
        "reorder_point": "Punto de reorden|Stock mínimo|Mínimo|Existencia mínima|Cantidad mínima",
        "reorder_up_to": "Stock máximo|Máximo|Existencia máxima|Stock óptimo",
        "counted_qty": "Cantidad contada|Conteo físico|Contado|Inventario físico",
        "count_variance_qty": "Diferencia|Diferencia de conteo|Dif. inventario|Variación unidades",
        "pack_qty": "Unidades por caja|Piezas por caja|Uds. por paquete|Unid. x caja",
        "store_id": "Tienda|Sucursal|Almacén|Local|Ubicación",
    },
    "French": {
        "sku": "Référence|Réf. article|Code article|Code produit|N° article|Réf. interne",
        "barcode": "Code-barres|Code barre|EAN|Gencod|Code EAN 13",
        "description": "Désignation|Libellé|Nom du produit|Libellé article|Description article",
        "category": "Catégorie|Famille|Rayon|Groupe d'articles|Département",
        "vendor": "Fournisseur|Nom du fournisseur|Fournisseur principal|Fourn.",
        "status": "Statut|Actif|État|Article actif|Statut article",
        "on_hand_qty": "Stock|Quantité en stock|Stock actuel|Qté en stock|Stock physique|"
        "Stock dispo",
        "on_order_qty": "En commande|Qté en commande|À recevoir|Quantité commandée",
        "committed_qty": "Réservé|Qté réservée|Quantité réservée|Stock réservé",
        "unit_cost": "Prix d'achat|Coût unitaire|PA HT|Coût|Prix d'achat HT",
        "avg_cost": "Coût moyen|PMP|Coût moyen pondéré|CUMP",
        "last_cost": "Dernier prix d'achat|Dernier coût|DPA|Dernier PA",
        "unit_price": "Prix de vente|PV TTC|Prix|Prix unitaire|Prix de vente TTC",
        "list_price": "Prix conseillé|Prix public|Prix catalogue|PV conseillé",
        "units_sold": "Quantité vendue|Qté vendue|Unités vendues|Ventes (qté)|Vendu",
        "units_returned": "Quantité retournée|Retours (qté)|Unités retournées",
        "net_sales": "Ventes nettes|CA net|Chiffre d'affaires net|Montant net des ventes",
        "last_sold_on": "Dernière vente|Date dernière vente|Date de la dernière vente",
        "last_received_on": "Dernière réception|Date dernière réception|Dernier achat|"
        "Dernière entrée",
        "last_counted_on": "Dernier inventaire|Date d'inventaire|Dernier comptage",
        "reorder_point": "Seuil d'alerte|Stock minimum|Stock mini|Point de commande|"
        "Seuil de réappro",
        "reorder_up_to": "Stock maximum|Stock maxi|Stock cible|Stock max",
        "counted_qty": "Quantité comptée|Comptage|Qté comptée|Stock compté",
        "count_variance_qty": "Écart|Écart d'inventaire|Écart qté|Différence de stock",
        "pack_qty": "Colisage|Unités par carton|Qté par colis|Conditionnement",
        "store_id": "Magasin|Boutique|Point de vente|Dépôt|Emplacement",
    },
    "German": {
        "sku": "Artikelnummer|Art.-Nr.|Artikelnr.|Artikel-Nr.|Sachnummer|Interne Artikelnummer",
        "barcode": "EAN|Barcode|Strichcode|EAN-Code|GTIN/EAN",
        "description": "Bezeichnung|Artikelbezeichnung|Artikelname|Produktname|Artikeltext",
        "category": "Warengruppe|Kategorie|Artikelgruppe|Abteilung|Warengr.",
        "vendor": "Lieferant|Hauptlieferant|Lieferantenname|Lief.-Name|Stammlieferant",
        "status": "Status|Aktiv|Artikelstatus|Zustand",
        "on_hand_qty": "Bestand|Lagerbestand|Aktueller Bestand|Bestandsmenge|Istbestand|Lagermenge",
        "on_order_qty": "Bestellt|Offene Bestellmenge|Im Zulauf|Bestellte Menge|Bestellbestand",
        "committed_qty": "Reserviert|Reservierte Menge|Reservierter Bestand",
        "unit_cost": "EK|Einkaufspreis|EK-Preis|EK netto|Einstandspreis|Stückkosten",
        "avg_cost": "Durchschnittlicher EK|Ø EK|Durchschnittskosten|Mittlerer EK-Preis",
        "last_cost": "Letzter EK|Letzter Einkaufspreis|Letzter EK-Preis|Letzter Einstandspreis",
        "unit_price": "VK|Verkaufspreis|VK-Preis|Ladenpreis|Preis|VK brutto",
        "list_price": "UVP|Listenpreis|Unverb. Preisempfehlung|Empf. VK|Katalogpreis",
        "units_sold": "Verkaufte Menge|Absatz|Verkauft|Absatz Stück|Verkaufte Stückzahl|Abverkauf",
        "units_returned": "Retouren Menge|Retournierte Menge|Zurückgegeben",
        "net_sales": "Nettoumsatz|Umsatz netto|Netto-Umsatz|Umsatzerlöse netto",
        "last_sold_on": "Letzter Verkauf|Zuletzt verkauft|Letztes Verkaufsdatum|Letzter Abverkauf",
        "last_received_on": "Letzter Wareneingang|Letzter Zugang|Letzte Lieferung|Letzter WE",
        "last_counted_on": "Letzte Inventur|Inventurdatum|Zuletzt gezählt|Letzte Zählung",
        "reorder_point": "Mindestbestand|Meldebestand|Bestellpunkt|Min.-Bestand",
        "reorder_up_to": "Maximalbestand|Höchstbestand|Sollbestand|Max.-Bestand",
        "counted_qty": "Gezählt|Zählmenge|Gezählte Menge|Inventurmenge",
        "count_variance_qty": "Differenz|Inventurdifferenz|Mengendifferenz|Bestandsabweichung",
        "pack_qty": "VE|Verpackungseinheit|Stück pro Karton|Gebindegröße",
        "store_id": "Filiale|Standort|Lager|Lagerort|Verkaufsstelle",
    },
    "Dutch": {
        "sku": "Artikelnummer|Artikelcode|Art.nr.|Productcode|Artikelnr",
        "barcode": "Barcode|EAN|Streepjescode|EAN-code|Barcodenummer",
        "description": "Omschrijving|Artikelomschrijving|Productnaam|Naam|Artikelnaam",
        "category": "Categorie|Artikelgroep|Productgroep|Afdeling|Omzetgroep",
        "vendor": "Leverancier|Naam leverancier|Hoofdleverancier|Vaste leverancier",
        "status": "Status|Actief|Artikelstatus|Actief artikel",
        "on_hand_qty": "Voorraad|Huidige voorraad|Aantal op voorraad|Actuele voorraad|"
        "Vrije voorraad",
        "on_order_qty": "In bestelling|Besteld|Aantal besteld|Openstaand besteld",
        "committed_qty": "Gereserveerd|Gereserveerde voorraad|Aantal gereserveerd",
        "unit_cost": "Inkoopprijs|Kostprijs|Inkoop|Inkoopprijs excl. btw|Kostprijs per stuk",
        "avg_cost": "Gemiddelde kostprijs|Gem. inkoopprijs|GIP|Gemiddelde inkoopprijs",
        "last_cost": "Laatste inkoopprijs|Laatste kostprijs|Laatst betaalde prijs",
        "unit_price": "Verkoopprijs|Prijs|Winkelprijs|Consumentenprijs|Verkoopprijs incl. btw",
        "list_price": "Adviesprijs|Adviesverkoopprijs|Catalogusprijs|Bruto adviesprijs",
        "units_sold": "Verkocht|Aantal verkocht|Verkochte stuks|Afzet|Verkoop aantal",
        "units_returned": "Aantal retour|Geretourneerd|Retour aantal",
        "net_sales": "Netto omzet|Omzet netto|Netto-omzet|Netto verkoopomzet",
        "last_sold_on": "Laatste verkoop|Laatst verkocht|Datum laatste verkoop|"
        "Laatste verkoopdatum",
        "last_received_on": "Laatste ontvangst|Laatst ontvangen|Laatste levering|"
        "Datum laatste ontvangst",
        "last_counted_on": "Laatste telling|Laatst geteld|Teldatum|Datum laatste telling",
        "reorder_point": "Minimumvoorraad|Bestelpunt|Min. voorraad|Bestelniveau",
        "reorder_up_to": "Maximumvoorraad|Max. voorraad|Gewenste voorraad|Streefvoorraad",
        "counted_qty": "Geteld|Geteld aantal|Getelde voorraad|Telling aantal",
        "count_variance_qty": "Verschil|Telverschil|Voorraadverschil|Verschil aantal",
        "pack_qty": "Stuks per doos|Verpakkingseenheid|Aantal per doos|Doosinhoud",
        "store_id": "Winkel|Filiaal|Magazijn|Locatie|Vestiging",
    },
    "Portuguese": {
        "sku": "Código do produto|Cód. do item|Referência|Código interno|Cód. produto",
        "barcode": "Código de barras|Cód. de barras|EAN|Código EAN",
        "description": "Descrição|Nome do produto|Descrição do produto|Designação|"
        "Produto descrição",
        "category": "Categoria|Departamento|Seção|Grupo de produtos|Família",
        "vendor": "Fornecedor|Nome do fornecedor|Fornecedor principal|Fornec.",
        "status": "Situação|Ativo|Estado do produto|Status do produto",
        "on_hand_qty": "Estoque|Estoque atual|Qtd. em estoque|Saldo em estoque|Quantidade em stock",
        "on_order_qty": "Em pedido|A receber|Qtd. encomendada|Quantidade em encomenda",
        "committed_qty": "Reservado|Quantidade reservada|Estoque reservado",
        "unit_cost": "Custo|Preço de custo|Custo unitário|Preço de compra|Valor de custo",
        "avg_cost": "Custo médio|Custo médio unitário|Custo médio ponderado",
        "last_cost": "Último custo|Último preço de compra|Custo última compra",
        "unit_price": "Preço de venda|Preço|Preço unitário|Valor de venda|PVP",
        "list_price": "Preço sugerido|Preço de tabela|PVP recomendado|Preço de catálogo",
        "units_sold": "Quantidade vendida|Qtd. vendida|Unidades vendidas|Vendidos",
        "units_returned": "Quantidade devolvida|Unidades devolvidas|Qtd. devolvida",
        "net_sales": "Vendas líquidas|Faturamento líquido|Receita líquida|Valor líquido de vendas",
        "last_sold_on": "Última venda|Data da última venda|Dt. última venda",
        "last_received_on": "Última compra|Data último recebimento|Última entrada|"
        "Dt. última entrada",
        "last_counted_on": "Última contagem|Data do inventário|Data da última contagem",
        "reorder_point": "Estoque mínimo|Ponto de pedido|Quantidade mínima|Ponto de encomenda",
        "reorder_up_to": "Estoque máximo|Quantidade máxima|Estoque ideal",
        "counted_qty": "Quantidade contada|Contagem física|Qtd. contada|Contagem",
        "count_variance_qty": "Diferença|Diferença de inventário|Divergência|Diferença de estoque",
        "pack_qty": "Unidades por caixa|Qtd. por caixa|Peças por caixa|Unid. por embalagem",
        "store_id": "Loja|Filial|Armazém|Depósito|Nome da loja",
    },
}

SHORTENED: dict[str, str] = {
    "sku": "ITMNO|Itm Cd|STKNO|SKUNUM|PRODCD|ITEMNUM|PARTNO",
    "barcode": "BCODE|UPCCD|BarCd|UPCNUM|EANCODE",
    "description": "DESCR|ITMDESC|PRODNAME|ITMNAME|PRODDESC|DESCRIP",
    "category": "CATEG|DEPTNAME|CATNAME|PRODGRP|DEPTDESC",
    "vendor": "VENDNAME|SUPP|VNDR|SUPPNAME|SUPPL",
    "status": "STAT|ITMSTAT|ACTV|STATFLG|ACTIVEFLAG",
    "on_hand_qty": "QTYOH|OHQTY|qty_oh|STKQTY|QtyOnHand|INVQTY|CURSTK|qty oh",
    "on_order_qty": "QTYOO|OOQTY|qty_oo|ONORDQTY|QtyOnOrd|POQTY",
    "committed_qty": "QTYCMT|COMMQTY|ALLOCQTY|qty_alloc|RSVQTY|QtyCommit",
    "unit_cost": "UCOST|CSTPRC|UNITCST|unit_cst|UnitCst|COSTEA",
    "avg_cost": "AVGCST|AVCOST|avg_cst|AVGCOST|AvgCst",
    "last_cost": "LSTCST|LASTCST|last_cst|LASTCOST|LstCost",
    "unit_price": "UPRICE|SELLPRC|RTLPRC|retail_prc|UNITPRC|RETPRICE|SellPr",
    "list_price": "LISTPRC|SUGGRTL|list_prc|MSRPPRC|LstPrice",
    "units_sold": "QTYSLD|UNITSLD|qty_sld|SLSQTY|SOLDQTY|UnitsSld",
    "units_returned": "QTYRTN|RTNQTY|RETQTY|qty_ret|UnitsRet",
    "net_sales": "NETSLS|NETSALESAMT|net_sls|NetSlsAmt|NETREV",
    "last_sold_on": "LSTSLD|LASTSLDT|lst_sale_dt|LASTSALEDT|DTLASTSOLD",
    "last_received_on": "LSTRCV|LASTRCVD|lst_rcv_dt|LASTRECDT|DTLASTREC",
    "last_counted_on": "LSTCNT|LASTCNTDT|lst_cnt_dt|LASTCOUNTDT|DTLASTCNT",
    "reorder_point": "REORDPT|MINQTY|RORDPT|reord_lvl|MINSTK|ReordPt",
    "reorder_up_to": "MAXQTY|MAXSTK|PARLVL|max_qty|MAXLVL",
    "counted_qty": "CNTQTY|CNTDQTY|QTYCNT|phys_cnt|PHYSCNT",
    "count_variance_qty": "VARQTY|QTYVAR|CNTVAR|qty_diff|VARUNITS",
    "pack_qty": "PKQTY|CASEPK|PACKSZ|case_qty|UNITSPERCS|CSQTY",
    "store_id": "STORENO|LOCNAME|STRNO|WHSE|LOCID",
}

NOISE = (
    "Notes|Bin|Aisle|Tax Code|Web ID|Image URL|Weight (kg)|Color|Size|Season|Created|"
    "Last Modified|Modified By|Shelf Label|Warranty Months|Country of Origin|Tariff Code|"
    "Commission %|Points|Loyalty Group|Vendor Part #|Mfg Part Number|Lead Time (days)|UOM|"
    "Discount %|Tax Rate|Price Level 2|Hazmat|Age Restricted|Print Tags|Rack|Min Order|"
    "Reorder Qty|Freight|Gross Profit|GM %|Ext Cost|Total Retail|Sales Tax|First Received|"
    "Next Delivery|Web Title|Alt Code|Buyer|Class Code"
)
"""Headers that other columns of an export have, none of them canonical."""


def half(words: str, reported: bool) -> tuple[str, ...]:
    """The names of one half; both halves have some, the reported one more where they are few."""
    names = words.split("|")
    chosen = tuple(name for name in names if _reported(name) == reported)
    return chosen or tuple(names[:1] if reported else names[-1:])


@cache
def _reported(name: str) -> bool:
    return zlib.crc32(name.lower().encode()) % 2 == 1
