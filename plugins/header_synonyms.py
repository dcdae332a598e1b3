"""What headers are called: English, Spanish, German, French, Dutch, Portuguese.

Phrases are written as `sentinel.headers.normal` gives them, abbreviations spelled out as in
`SHORT`. They stand in steps of sureness: `STRONG` means this and nothing else, `USUAL` nearly
always, `WEAK` only where nothing better is there.
"""

from __future__ import annotations

STRONG, USUAL, WEAK = 0.97, 0.85, 0.6

SHORT = {
    "actv": "active",
    "alloc": "allocated",
    "amt": "amount",
    "avail": "available",
    "ave": "average",
    "avg": "average",
    "avl": "available",
    "barcd": "barcode",
    "bcode": "barcode",
    "cant": "cantidad",
    "cat": "category",
    "categ": "category",
    "cd": "code",
    "cl": "closing",
    "cmt": "committed",
    "cnt": "count",
    "cntd": "counted",
    "cntr": "counter",
    "cod": "codigo",
    "comm": "committed",
    "cst": "cost",
    "ctgy": "category",
    "cur": "current",
    "curnt": "current",
    "curr": "current",
    "dat": "date",
    "decs": "decimals",
    "depto": "departamento",
    "dept": "department",
    "dern": "dernier",
    "des": "description",
    "desc": "description",
    "desc2": "description 2",
    "descr": "description",
    "descrip": "description",
    "diff": "difference",
    "dist": "distributor",
    "dpt": "department",
    "dt": "date",
    "dto": "descuento",
    "durchschn": "durchschnittlicher",
    "ean13": "ean 13",
    "empf": "empfohlener",
    "exist": "existencia",
    "fornec": "fornecedor",
    "fourn": "fournisseur",
    "gem": "gemiddelde",
    "grp": "group",
    "hnd": "hand",
    "impte": "importe",
    "inv": "inventory",
    "inventoried": "counted",
    "invt": "inventory",
    "invty": "inventory",
    "itm": "item",
    "lastsale": "last sale",
    "lev": "leverancier",
    "lief": "lieferant",
    "loc": "location",
    "lst": "last",
    "lvl": "level",
    "mfg": "manufacturer",
    "mfr": "manufacturer",
    "mkt": "market",
    "mnfr": "manufacturer",
    "mstr": "master",
    "mvmt": "movement",
    "nam": "name",
    "nbr": "number",
    "no": "number",
    "nr": "number",
    "num": "number",
    "\u00f8": "durchschnittlicher",
    "ohqty": "on hand quantity",
    "onhand": "on hand",
    "onorder": "on order",
    "ord": "order",
    "pck": "pack",
    "pcs": "pieces",
    "perp": "perpetual",
    "phys": "physical",
    "pk": "pack",
    "pkg": "pack",
    "pr": "price",
    "prc": "price",
    "prch": "purchase",
    "prod": "product",
    "prom": "promedio",
    "prov": "proveedor",
    "pt": "point",
    "px": "prix",
    "pur": "purchase",
    "purch": "purchase",
    "pz": "piezas",
    "pzas": "piezas",
    "qnt": "quantity",
    "qnty": "quantity",
    "qtd": "quantidade",
    "qtde": "quantidade",
    "qte": "quantite",
    "qties": "quantity",
    "qtty": "quantity",
    "qty": "quantity",
    "quan": "quantity",
    "rcd": "received",
    "rcpt": "receipt",
    "rcv": "received",
    "rcvd": "received",
    "rcvg": "receiving",
    "rec": "received",
    "recd": "received",
    "receive": "received",
    "recpt": "receipt",
    "recv": "received",
    "refer": "reference",
    "reord": "reorder",
    "repl": "replacement",
    "ret": "retail",
    "retl": "retail",
    "rev": "revenue",
    "rord": "reorder",
    "rpl": "replacement",
    "rsv": "reserved",
    "rtl": "retail",
    "rtn": "return",
    "rtns": "returns",
    "sal": "sale",
    "sel": "sell",
    "sld": "sold",
    "sls": "sales",
    "stat": "status",
    "stckd": "stock",
    "std": "standard",
    "stk": "stock",
    "sug": "suggested",
    "sugg": "suggested",
    "sugst": "suggested",
    "sup": "supplier",
    "supp": "supplier",
    "suppl": "supplier",
    "supplr": "supplier",
    "sz": "size",
    "ttl": "total",
    "ucost": "unit cost",
    "ucst": "unit cost",
    "ud": "unidades",
    "uds": "unidades",
    "ult": "ultimo",
    "unid": "unidades",
    "unids": "unidades",
    "uprc": "unit price",
    "uprice": "unit price",
    "urtl": "unit retail",
    "var": "variance",
    "vda": "venda",
    "vend": "vendor",
    "verk": "verkoop",
    "vl": "valor",
    "vlr": "valor",
    "vnd": "vendor",
    "vta": "venta",
    "vtas": "ventas",
    "wh": "warehouse",
    "whole": "wholesale",
    "whs": "warehouse",
    "whse": "warehouse",
}
"""Abbreviations, word by word."""

ONE_FORM = {
    "derniere": "dernier",
    "disponibles": "disponible",
    "disponiveis": "disponivel",
    "ultima": "ultimo",
}
"""Words that stand in several forms before the same thing."""

FILLERS = frozenset(
    [
        "the",
        "of",
        "de",
        "del",
        "la",
        "las",
        "el",
        "los",
        "le",
        "les",
        "der",
        "die",
        "das",
        "den",
        "do",
        "da",
        "dos",
        "das",
        "du",
        "van",
        "het",
        "in",
        "per",
        "en",
        "por",
        "item",
        "items",
        "product",
        "products",
        "article",
        "current",
        "pos",
        "my",
        "shop",
        "store",
        "line",
        "our",
        "bottle",
        "btl",
        "actual",
    ]
)
"""Words that a header may have more than a phrase without meaning another thing."""

AMOUNT = frozenset(
    (
        "value",
        "amount",
        "dollars",
        "cost",
        "price",
        "revenue",
        "valor",
        "importe",
        "monto",
        "wert",
        "betrag",
        "valeur",
        "montant",
        "waarde",
        "bedrag",
    )
)
"""Words of money: what they stand in is no number of units."""

QUANTITY = frozenset(
    (
        "quantity",
        "cantidad",
        "menge",
        "anzahl",
        "stuck",
        "quantite",
        "aantal",
        "quantidade",
        "how many",
        "units",
        "unidades",
        "pieces",
    )
)
"""A number of units that the other columns must tell apart: on hand, sold or ordered."""

THING = frozenset(
    (
        "item",
        "items",
        "article",
        "artikel",
        "articulo",
        "articulos",
        "row labels",
        "etiquetas de fila",
        "zeilenbeschriftungen",
        "etiquettes de lignes",
        "rijlabels",
        "rotulos de linha",
        "artigo",
        "artigos",
        "produto",
        "produtos",
        "product",
        "products",
        "producto",
        "productos",
        "produkt",
        "produit",
        "material",
        "style",
    )
)
"""The code or the name of an item, as the values tell."""

PHRASES: dict[str, dict[float, str]] = {
    "sku": {
        STRONG: (
            "stock id|inventory id|stockcode|catalogue number|house sku|store sku|"
            "codigo de item|referencia interna|reference interne|interne artikelnummer|"
            "numero article|numero articulo|reference code|"
            "sku|custom sku|item code|item number|item sku|sku number|sku code|sku id|product sku|"
            "variant sku|stock code|stock number|part number|item part number|part code|"
            "product code|product number|internal reference|article number|article code|plu|"
            "plu code|plu number|item lookup code|alu|item id|stock keeping unit|style number|"
            "catalog number|model number|product id|codigo articulo|codigo de articulo|"
            "codigo producto|codigo de producto|codigo interno|clave|clave articulo|"
            "numero de articulo|referencia|codigo item|artikelnummer|artikel number|artikelnr|"
            "art number|artnr|artikelcode|artikel code|artikel id|sachnummer|materialnummer|"
            "produktnummer|code article|reference article|code produit|reference produit|"
            "reference|ref|ref article|productcode|productnummer|codigo do produto|"
            "codigo produto|codigo do item|referencia do produto"
        ),
        USUAL: (
            "code|codigo|kode|bestellnummer|bestelnummer|item reference|item key|lookup code|numero"
        ),
        WEAK: "id|handle|system id|external id|key|model|number|token|variant id|nummer|part",
    },
    "barcode": {
        STRONG: (
            "ean upc|upc ean code|barcodenummer|codigo ean|code ean|code ean 13|gtin ean|"
            "scanning code|retail barcode|unit barcode|"
            "barcode|bar code|barcodes|barcode number|item barcode|upc|upc code|upc number|"
            "upc a|upc ean|ean|ean13|ean 13|ean code|ean number|gtin|gtin number|gtin upc ean|"
            "scan code|isbn|primary upc|main barcode|barcode upc|upc barcode|barcode 1|barcode2|"
            "product barcode|variant barcode|codigo de barras|codigo barras|codigo barra|"
            "codigos de barras|codigo de barra|strichcode|strichcodenummer|code barre|"
            "code barres|code a barres|codebarre|gencod|gencode|streepjescode|barcode artikel"
        ),
        USUAL: "scancode|upc plu|upc sku|alternate lookup|global trade item number",
    },
    "description": {
        STRONG: (
            "article name|article description|goods description|merchandise description|"
            "sku description|sku name|sku title|name of article|menu item name|item open item|"
            "open item|artikeltext|artikel name|articulo descripcion|produto descricao|"
            "item desc line 1|"
            "description|menu item|"
            "item description|product description|item name|product name|item title|"
            "product title|display name|description 1|description1|desc1|item description 1|"
            "particulars|stock item|stock description|item full name|nombre|nombre articulo|"
            "nombre del articulo|nombre producto|nombre del producto|descripcion|"
            "descripcion articulo|descripcion del articulo|descripcion producto|"
            "description producto|bezeichnung|artikelbezeichnung|artikelname|produktname|"
            "produktbezeichnung|bezeichnung 1|designation|libelle|nom|nom produit|"
            "nom du produit|nom article|libelle article|omschrijving|artikelomschrijving|"
            "productomschrijving|naam|productnaam|artikelnaam|descricao|descricao do produto|"
            "descricao produto|nome|nome do produto|nome produto|designacao"
        ),
        USUAL: (
            "item details|product details|kurzbezeichnung|intitule|name|title|denominacion|"
            "beschreibung|beschrijving|"
            "kurztext|short description|"
            "item short description|label|denominacao"
        ),
        WEAK: ("long description|long name|extended description|text|detalle|detalhe|full name"),
    },
    "category": {
        STRONG: (
            "merch group|item family|product family|main category|department description|"
            "category description|product department|reporting group|menu group|sales category|"
            "fineline|linea de producto|groupe d articles|groupe articles|grupo de produtos|"
            "grupo de productos|familia de productos|"
            "category|categories|product category|item category|category name|department|"
            "department name|departments|item group|product group|stock group|"
            "reporting category|merchandise category|item department|categoria|categorias|"
            "departamento|familia|rubro|grupo de articulos|kategorie|warengruppe|artikelgruppe|"
            "produktgruppe|produktkategorie|abteilung|categorie|famille|rayon|departement|"
            "categorie produit|famille article|artikelgroep|productgroep|afdeling|hoofdgroep|"
            "omzetgroep"
        ),
        USUAL: (
            "product type|item type name|sub category|subcategory|sub department|subdepartment|"
            "category 1|category path|department code|product line|product class|item class|"
            "grupo|groep|gruppe|linea|seccion|secao|sous famille|warengruppenname|group name|"
            "merchandise group|class name"
        ),
        WEAK: (
            "type|class|group|family|section|clasificacion|classification|klasse|classe|tipo|"
            "subdept1"
        ),
    },
    "vendor": {
        STRONG: (
            "supplier company|vendor company|supplied by|purchased from|bought from|"
            "usual supplier|proveedor habitual|stammlieferant|vaste leverancier|supplier title|"
            "source vendor|"
            "vendor|supplier|vendor name|supplier name|primary vendor|primary supplier|"
            "main vendor|main supplier|default vendor|default vendor name|default supplier|"
            "preferred vendor|preferred supplier|vendors|suppliers|primary vendor name|"
            "proveedor|proveedores|nombre proveedor|nombre del proveedor|proveedor principal|"
            "lieferant|lieferantenname|hauptlieferant|lieferant name|fournisseur|"
            "nom fournisseur|fournisseur principal|leverancier|hoofdleverancier|"
            "naam leverancier|fornecedor|nome do fornecedor|nome fornecedor|fornecedor principal"
        ),
        USUAL: (
            "distributor|wholesaler|vendor id|supplier id|vendor number|supplier number|"
            "last vendor|distribuidor"
        ),
        WEAK: (
            "manufacturer|brand|vendor code|maker|marca|marke|marque|merk|hersteller|fabricante|"
            "fabrikant|fabricant|brand name|manufacturer name"
        ),
    },
    "status": {
        STRONG: (
            "product online|item state|selling status|sales status|status flag|lifecycle|"
            "articulo activo|"
            "estatus articulo|article actif|statut article|artikelstatus|actief artikel|"
            "status do produto|estado do produto|active item|"
            "status|item status|product status|active|is active|active status|active flag|"
            "discontinued|is discontinued|inactive|is inactive|archived|obsolete|published|"
            "item active|available for sale|disponible para la venta|disponibles para la venta|"
            "zum verkauf verfugbar|disponible a la vente|beschikbaar voor verkoop|"
            "disponivel para venda|estado|estatus|activo|situacion|aktiv|statut|actif|etat|"
            "actief|situacao|ativo"
        ),
        USUAL: "enabled|lifecycle status|life cycle|deleted|sellable|is archived",
        WEAK: "state|visible|zustand|situation",
    },
    "on_hand_qty": {
        STRONG: (
            "en almacen|cantidad en almacen|end inventory|end quantity|end stock|"
            "stock fin|stock final|inventario final|existencia final|endbestand|eindvoorraad|"
            "estoque final|units on shelf|stock on shelf|inventory balance|book stock|"
            "physical stock on hand|"
            "present stock|balance on hand|unidades en existencia|unidades en stock|"
            "stock dispo|qte en stock|verfugbarer bestand|expected on hand|"
            "a mano|cantidad a mano|quantidade em maos|aanwezige voorraad|aanwezig|"
            "unidades disponible|all locations|all stores|boh|stock left|on hand|"
            "quantity on hand|on hand quantity|qoh|soh|oh|oh quantity|"
            "quantity oh|"
            "stock on hand|stock quantity|quantity in stock|in stock quantity|stock level|"
            "current stock|current quantity|current on hand|on hand units|units on hand|"
            "units in stock|on hand count|total on hand|inventory quantity|inventory on hand|"
            "inventory level|inventory count|current inventory|balance quantity|"
            "quantity balance|closing balance quantity|closing stock|closing inventory|"
            "closing quantity|closing balance|ending quantity|ending inventory|ending on hand|"
            "book quantity|system quantity|stock balance|in stock|quantity available|"
            "available quantity|available stock|store quantity|warehouse quantity|"
            "quantityonhand|existencia|existencias|existencia actual|stock actual|en inventario|"
            "en existencia|en stock|cantidad en stock|cantidad en existencia|inventario actual|"
            "cantidad disponible|stock disponible|bestand|lagerbestand|aktueller bestand|"
            "filialbestand|ladenbestand|marktbestand|gesamtbestand|artikelbestand|buchbestand|"
            "systembestand|lagermenge|ist bestand|istbestand|bestandsmenge|bestand aktuell|"
            "warenbestand|"
            "auf lager|lagerbestand lager|quantite en stock|stock reel|stock physique|"
            "quantite disponible|quantite stock|stock magasin|voorraad|huidige voorraad|"
            "op voorraad|in voorraad|voorraadaantal|aantal voorraad|aantal op voorraad|"
            "actuele voorraad|technische voorraad|fysieke voorraad|vrije voorraad|estoque|"
            "estoque atual|quantidade em estoque|em estoque|saldo em estoque|saldo atual|"
            "quantidade estoque|saldo estoque|stock atual|quantidade em stock|em stock"
        ),
        USUAL: (
            "expected|expected quantity|"
            "stock|inventory|available|inventario|saldo|balance|disponible|verfugbar|vorrat|"
            "beschikbaar|disponivel|theoretical quantity|units available|availability|"
            "inventory units|shelf quantity|remaining"
        ),
        WEAK: "count on hand|lager|qtd disponivel|remaining quantity|physical stock",
    },
    "on_order_qty": {
        STRONG: (
            "commandes en cours|cdes en cours|due in|quantity due in|inbound quantity|"
            "incoming stock|stock on order|"
            "ordered not received|outstanding order quantity|open purchase quantity|"
            "cantidad pedida|unidades en pedido|quantite a recevoir|openstaand besteld|"
            "quantidade encomendada|quantidade em encomenda|"
            "on order|quantity on order|on order quantity|on po|quantity on po|po quantity|"
            "open po quantity|on purchase order|quantity on purchase order|units on order|"
            "on order units|oo|qoo|incoming|incoming quantity|inbound|quanonord|total on order|"
            "in transit|quantity in transit|en pedido|cantidad en pedido|pedido a proveedor|"
            "por recibir|en transito|pendiente de recibir|bestellt|offene bestellungen|"
            "im zulauf|zulauf|bestellte menge|offene bestellmenge|bestellbestand|en commande|"
            "quantite en commande|quantite commandee|commande fournisseur|a recevoir|"
            "in bestelling|besteld|aantal in bestelling|aantal besteld|em pedido|a receber|"
            "quantidade em pedido|em transito|encomendado|em encomenda"
        ),
        USUAL: "best menge|open orders|bestellmenge|pedido|pedidos|on order total",
        WEAK: "ordered|quantity ordered",
    },
    "committed_qty": {
        STRONG: (
            "disponiert|on hold|quantity on hold|sold not shipped|held for customers|promised|"
            "quantity promised|stock committed|allocated stock|customer reserved|"
            "unidades reservadas|aantal gereserveerd|"
            "committed|quantity committed|committed quantity|allocated|quantity allocated|"
            "allocated quantity|reserved|quantity reserved|reserved quantity|reserved stock|"
            "on sales order|quantity on sales order|on so|on layaway|comprometido|"
            "cantidad comprometida|reservado|apartado|cantidad reservada|reserviert|"
            "reservierte menge|reservierter bestand|zugeteilt|reserve|quantite reservee|"
            "stock reserve|alloue|gereserveerd|gereserveerde voorraad|toegewezen|"
            "quantidade reservada|empenhado|estoque reservado"
        ),
        USUAL: ("backlog|customer orders|auftragsbestand|on customer order|back ordered|backorder"),
    },
    "unit_cost": {
        STRONG: (
            "precio de adquisicion|costo de adquisicion|coste de adquisicion|preco de aquisicao|"
            "purchase rate|buying rate|cost rate|price we pay|cost we pay|we paid|vendor cost|"
            "supplier cost|supplier price|invoice cost|purchase cost each|"
            "wholesale unit cost|p costo|p compra|ek preis netto|inkoopprijs excl btw|"
            "kostprijs excl|valor custo|"
            "cost|unit cost|cost price|item cost|cost per item|cost per unit|cost each|"
            "each cost|cost unit|current cost|supply price|buying price|buy price|default cost|"
            "default unit cost|our cost|unit cost price|valuation rate|product cost|net cost|"
            "dealer cost|cost of item|cost ea|costo|coste|costo unitario|coste unitario|"
            "precio costo|precio de costo|precio de coste|precio compra|precio de compra|"
            "costo actual|costo neto|einkaufspreis|ek|ek preis|ek netto|einkaufspreis netto|"
            "einstandspreis|stuckkosten|ekpreis|cout|cout unitaire|prix d achat|prix achat|"
            "prix achat ht|prix d achat ht|pa ht|prix de revient|inkoopprijs|kostprijs|"
            "inkoopprijs excl|kostprijs per stuk|inkoop prijs|custo|custo unitario|"
            "preco de custo|preco custo|preco de compra|valor de custo|custo atual"
        ),
        USUAL: (
            "standard cost|landed cost|wholesale cost|purchase price|purchase cost|"
            "costo de compra|coste de compra|custo de compra|cost 1|trade price|"
            "kosten|selbstkosten|cout d achat|order cost"
        ),
        WEAK: "wholesale price|wholesale|inkoop|pa|einkauf|base cost|list cost",
    },
    "avg_cost": {
        STRONG: (
            "cmup|pc medio|pcm|average purchase cost|averaged cost|weighted cost|avc|"
            "mean purchase cost|"
            "durchschnittlicher ek|mittlerer ek preis|o ek|costo medio unitario|"
            "coste medio unitario|gemiddelde inkoop|prix d achat moyen pondere|"
            "average cost|average unit cost|average c$|weighted average cost|"
            "moving average cost|mac|wac|mean cost|average cost price|cost average|"
            "average cost each|costo promedio|costo medio|coste medio|coste promedio|"
            "costo promedio ponderado|cpp|durchschnittskosten|durchschnitts ek|"
            "durchschnittspreis ek|durchschnittlicher einkaufspreis|mittlerer ek|"
            "gleitender durchschnittspreis|cout moyen|cout moyen pondere|pmp|cump|"
            "cout unitaire moyen|prix moyen pondere|prix d achat moyen|gemiddelde kostprijs|"
            "gemiddelde inkoopprijs|gemiddelde kosten|gip|custo medio|custo medio ponderado|"
            "preco medio de compra|custo unitario medio"
        ),
    },
    "last_cost": {
        STRONG: (
            "pc ultimo|pcu|last supplier cost|newest cost|last invoice cost|last buy cost|"
            "most recent unit cost|last landed unit cost|cost last receipt|recent price paid|"
            "mkt cost|ultimo coste de compra|ultimo costo de compra|letzter ek preis|"
            "laatst betaalde prijs|dernier pa|dernier prix paye|costo ultima entrada|"
            "last cost|latest cost|most recent cost|last unit cost|last purchase cost|"
            "last purchase price|last received cost|last receipt cost|last po cost|"
            "last cost price|last landed cost|last buy price|last buying price|last paid|"
            "last price paid|replacement cost|current replacement cost|market cost|lcost|"
            "ultimo costo|ultimo coste|costo ultimo|ultimo precio compra|"
            "ultimo precio de compra|costo reposicion|costo de reposicion|costo ultima compra|"
            "letzter ek|letzter einkaufspreis|letzter einstandspreis|letzte einkaufskosten|"
            "wiederbeschaffungspreis|dernier cout|dernier prix d achat|dernier prix achat|dpa|"
            "cout de remplacement|laatste inkoopprijs|laatste kostprijs|vervangingsprijs|"
            "laatste kosten|ultimo custo|ultimo preco de compra|ultimo preco compra|"
            "custo de reposicao|preco ultima compra"
        ),
    },
    "unit_price": {
        STRONG: (
            "selling rate|sale rate|sales rate|verkoop prijs|tag price|price we charge|"
            "we sell for|ticket price|till price|everyday price|store retail|price retail|"
            "selling price each|retail price each|precio venta unitario|prix de vente unitaire|"
            "verkoopprijs incl btw|vk preis brutto|p publico|"
            "price|unit price|selling price|sell price|sell|retail|retail price|regular price|"
            "reg price|current price|current retail|unit retail|retail unit|price each|"
            "price per unit|sales price|sell unit price|default price|item price|shelf price|"
            "store price|our price|base price|selling unit price|active price|price ea|"
            "retail each|price 1|price level 1|regular retail|our retail|reg retail|"
            "variant price|selling retail|retail sell price|precio|precio venta|precio de venta|"
            "precio unitario|precio publico|precio al publico|pvp|precio 1|precio venta publico|"
            "precio de venta al publico|precio actual|p venta|preis|verkaufspreis|vk|vk preis|"
            "vkpreis|vk brutto|verkaufspreis brutto|ladenpreis|stuckpreis|einzelpreis|prix|"
            "prix de vente|prix vente|prix unitaire|pv|pv ttc|prix de vente ttc|prix ttc|"
            "prix vente ttc|pvttc|prijs|verkoopprijs|consumentenprijs|winkelprijs|"
            "verkoopprijs incl|prijs per stuk|stuksprijs|preco|preco de venda|preco venda|"
            "preco unitario|preco final|valor de venda|preco publico|preco atual"
        ),
        USUAL: (
            "price incl tax|price including tax|price with tax|gross price|pos price|sale price|"
            "regular|default selling price|valor unitario|valor venda|verkauf preis|mrp"
        ),
        WEAK: (
            "price a|average price|average selling price|average item price|online price|"
            "web price|"
            "standard price|amount each|price 0|tarif|tarifa"
        ),
    },
    "list_price": {
        STRONG: (
            "recommended selling price|suggested selling price|vendor suggested price|"
            "catalog list price|suggested retail dollars|manufacturer s list|empf vk|"
            "empfohlener vk|preco de catalogo|preco catalogo|precio de catalogo|"
            "precio catalogo|pvp recomendado|pv conseille|bruto adviesprijs|bruttopreisliste|"
            "unverb preisempfehlung|"
            "msrp|rrp|srp|list price|list|suggested retail|suggested retail price|"
            "suggested price|retail suggested|manufacturer suggested retail price|"
            "manufacturer suggested retail|recommended retail price|recommended price|"
            "catalog price|catalogue price|manufacturer list|manufacturer list price|"
            "list retail|vendor suggested retail|suggested list|suggested|precio lista|"
            "precio de lista|precio sugerido|precio recomendado|pvpr|precio de venta sugerido|"
            "uvp|unverbindliche preisempfehlung|listenpreis|empfohlener verkaufspreis|"
            "katalogpreis|prix conseille|prix public conseille|prix catalogue|ppc|prix de liste|"
            "prix public|adviesprijs|adviesverkoopprijs|catalogusprijs|preco sugerido|"
            "preco de tabela|preco de lista|preco recomendado|pvpr recomendado|preco tabela"
        ),
        WEAK: "compare at price|compare at|was price|full price|original price",
    },
    "units_sold": {
        STRONG: (
            "unid vend|cant vend|sale quantity|sale units|number of units sold|count sold|"
            "year total units|year total|"
            "quantity of units sold|verkaufte stuckzahl|verkoop aantal|vendas unidades|"
            "vendas quantidade|"
            "sold|units sold|quantity sold|sold quantity|items sold|sold units|net sold|"
            "net units sold|net items sold|net quantity sold|sales quantity|sales units|"
            "unit sales|units sales|number sold|total sold|total units sold|total quantity sold|"
            "sold count|pieces sold|sold pieces|quantity of sales|net sales quantity|"
            "net sales units|sales in units|vendido|vendidos|unidades vendidas|cantidad vendida|"
            "ventas unidades|venta unidades|unidades venta|piezas vendidas|ventas en unidades|"
            "verkauft|verkaufte menge|absatz|absatzmenge|abverkauf|verkaufsmenge|"
            "verkaufte stuck|stuck verkauft|absatz stuck|verkauft stuck|anzahl verkauft|"
            "menge verkauft|vendu|vendus|quantite vendue|quantites vendues|unites vendues|"
            "ventes unites|nombre vendu|ventes quantite|verkocht|aantal verkocht|"
            "verkochte aantallen|verkocht aantal|verkochte stuks|verkoopaantal|afzet|vendida|"
            "quantidade vendida|quantidade de vendas|itens vendidos|quantidade venda"
        ),
        USUAL: (
            "usage|movement|units moved|sell through units|demand|consumption|average sales|"
            "average units sold|promedio venta|promedio ventas|venta promedio|ventas promedio|"
            "salidas|venta cantidad"
        ),
        WEAK: (
            "umsatzmenge|issued|"
            "out quantity|quantity out|sales volume|hits|saidas|sorties|quantity shipped|"
            "units shipped"
        ),
    },
    "units_returned": {
        STRONG: (
            "quantity of returns|number returned|pieces returned|returned pieces|"
            "refunded units|units refunded|retours quantite|retour aantal|devoluciones uds|"
            "retournierte menge|"
            "returned|quantity returned|returned quantity|units returned|items returned|"
            "items refunded|quantity refunded|refunded quantity|return quantity|"
            "customer returns quantity|return units|returned units|devuelto|unidades devueltas|"
            "cantidad devuelta|devoluciones unidades|devueltos|retouren menge|retourenmenge|"
            "retourniert|zuruckgegeben|retouren stuck|quantite retournee|unites retournees|"
            "retournes|geretourneerd|aantal retour|aantal geretourneerd|quantidade devolvida|"
            "unidades devolvidas|devolvidos"
        ),
        USUAL: "returns|devoluciones|retouren|retours|retour|devolucoes|customer returns",
    },
    "net_sales": {
        STRONG: (
            "net takings|net sales revenue|sales net of discounts|total neto ventas|"
            "neto ventas|montant net des ventes|montant net ventes|netto verkoopomzet|"
            "umsatzerlose netto|valor liquido de vendas|valor liquido vendas|dollars sold net|"
            "net sales|net sales amount|net sales value|net revenue|sales net|revenue net|"
            "net sales total|total net sales|net sales dollars|net turnover|net amount sold|"
            "ventas netas|venta neta|importe neto|importe neto ventas|nettoumsatz|umsatz netto|"
            "netto umsatz|nettoerlos|nettoverkaufe|ventes nettes|ca net|ca ht|"
            "chiffre d affaires net|chiffre d affaires ht|netto omzet|omzet netto|nettoomzet|"
            "omzet excl btw|vendas liquidas|venda liquida|faturamento liquido|receita liquida"
        ),
        USUAL: (
            "revenue|sales revenue|net amount|sales amount|sales dollars|sales value|"
            "dollars sold|amount sold|turnover|umsatz|omzet|chiffre d affaires|ca|faturamento|"
            "receita|importe ventas|importe de ventas|montant ventes|montant des ventes|"
            "verkaufswert|verkoopbedrag|valor vendas|valor das vendas|facturacion|ingresos"
        ),
        WEAK: "total sales|sales total|product sales|venta total|net total",
    },
    "sales_window_days": {
        STRONG: (
            "sales window days|days in period|period days|window days|days covered|"
            "sales period days"
        ),
        USUAL: "sales days|number of days",
    },
    "last_sold_on": {
        STRONG: (
            "recent sale date|most recent sale|latest sale date|last selling day|"
            "letzter abverkauf|dt ultima venda|last sale day|"
            "last sold|last sold on|last sale|last sale date|last sales date|last sold date|"
            "date last sold|last date sold|date of last sale|date last sale|last sale on|"
            "last selling date|sold last date|lastsale|datelastsold|ultima venta|"
            "fecha ultima venta|fecha de ultima venta|fecha de la ultima venta|"
            "ultima fecha de venta|letzter verkauf|letztes verkaufsdatum|zuletzt verkauft|"
            "letzter verkauf am|datum letzter verkauf|zuletzt verkauft am|derniere vente|"
            "date derniere vente|date de derniere vente|date de la derniere vente|"
            "laatste verkoop|laatste verkoopdatum|laatst verkocht|datum laatste verkoop|"
            "laatst verkocht op|ultima venda|data ultima venda|data da ultima venda|"
            "data de ultima venda"
        ),
        USUAL: (
            "last transaction date|last movement date|last activity date|last movement|"
            "last activity|ultimo movimiento|last issue|last issued|last issue date|ultima salida|"
            "fecha ultima salida|ultima saida|data ultima saida|letzter abgang|derniere sortie|"
            "date derniere sortie|laatste uitgifte"
        ),
    },
    "last_received_on": {
        STRONG: (
            "laatst ingekocht|latest receipt|most recent receipt|last goods in date|last goods in|"
            "last stock received|last received day|letzter we|ultimo recibo|dt ultima entrada|"
            "ultima entrada data|"
            "last received|last received on|last receipt|last receipt date|last received date|"
            "date last received|last date received|last receiving date|last receiving|"
            "last delivery|last delivery date|date of last receipt|last stock in|last in date|"
            "last restocked|last restock date|datercvd|last purchase date|date last purchased|"
            "last purchased|last purchased on|date last purchase|last arrival date|lastreceived|"
            "ultima compra|fecha ultima compra|fecha de ultima compra|ultima entrada|"
            "fecha ultima entrada|ultima recepcion|fecha ultima recepcion|"
            "fecha de la ultima compra|letzter wareneingang|letzter zugang|letzter eingang|"
            "letzte lieferung|letzter einkauf|datum letzter zugang|letzter wareneingang am|"
            "letzte anlieferung|derniere reception|date derniere reception|"
            "date de derniere reception|dernier achat|date dernier achat|derniere entree|"
            "date derniere entree|dernier arrivage|derniere livraison|laatste ontvangst|"
            "laatst ontvangen|datum laatste ontvangst|laatste levering|laatste inkoop|"
            "laatste ontvangstdatum|laatste inkoopdatum|data ultima compra|"
            "data da ultima compra|data ultima entrada|data da ultima entrada|"
            "ultimo recebimento|data ultimo recebimento"
        ),
        USUAL: (
            "date received|received date|received on|last purchase|receipt date|last po date|"
            "last order received|fecha de recepcion|fecha recepcion|wareneingang am|"
            "date de reception|ontvangstdatum|data de recebimento"
        ),
    },
    "last_counted_on": {
        STRONG: (
            "most recent count|last audit|last inventory count|date of last count|"
            "last perpetual inventory date|real perpetual inventory date|zuletzt gezahlt|"
            "letzte zahlung am|"
            "last counted|last counted on|last count|last count date|date last counted|"
            "last counted date|count date|date counted|last physical|last physical count|"
            "last physical date|last physical inventory|last physical count date|"
            "last inventory date|last inventory|last stocktake|last stocktake date|"
            "stocktake date|last stock take|last cycle count|last stock count|last audit date|"
            "lastcounted|ultimo conteo|fecha ultimo conteo|ultimo inventario|"
            "fecha ultimo inventario|fecha de conteo|fecha conteo|fecha inventario|"
            "letzte inventur|inventurdatum|letzte zahlung|datum letzte inventur|zahldatum|"
            "dernier inventaire|date dernier inventaire|date d inventaire|date inventaire|"
            "dernier comptage|date de comptage|laatste telling|laatste inventarisatie|teldatum|"
            "datum laatste telling|laatst geteld|ultima contagem|data ultima contagem|"
            "data da ultima contagem|data contagem|data do inventario|data ultimo inventario"
        ),
    },
    "reorder_point": {
        STRONG: (
            "low stock amount|mindest lagerbestand|mindest bestand|mindest menge|"
            "reorder when below|low stock warning level|reorder trigger quantity|"
            "min shelf quantity|seuil de reappro|min bestand menge|"
            "reorder point|rop|reorder level|reorder at|reorder trigger|reorder minimum|"
            "reorder min|order point|min|minimum|min quantity|minimum quantity|quantity min|"
            "min stock|minimum stock|min level|minimum level|min on hand|minimum on hand|"
            "stock min|stock minimum|low stock|low stock level|low stock alert|"
            "low stock threshold|low stock quantity|alert quantity|stock alert count|"
            "stock alert|low inventory alert|min oh|par min|reorder quantity min|min reorder|"
            "low level|re order level|re order point|minimo|stock minimo|existencia minima|"
            "existencias minimas|inventario minimo|cantidad minima|punto de reorden|"
            "punto de pedido|punto reorden|existencias bajas|nivel minimo|mindestbestand|"
            "meldebestand|minimalbestand|min bestand|minbestand|bestellpunkt|minimum bestand|"
            "niedriger bestand|stock mini|seuil|seuil d alerte|seuil alerte|point de commande|"
            "seuil de reapprovisionnement|stock d alerte|stock faible|min voorraad|"
            "minimum voorraad|minimale voorraad|bestelpunt|bestelniveau|minimumvoorraad|"
            "lage voorraad|estoque minimo|ponto de pedido|ponto de encomenda|ponto de reposicao|"
            "quantidade minima|estoque baixo"
        ),
        USUAL: (
            "safety stock|sicherheitsbestand|stock de securite|veiligheidsvoorraad|"
            "estoque de seguranca|critical level|stock de seguridad|reorder|warning level"
        ),
    },
    "reorder_up_to": {
        STRONG: (
            "stock desire|stock souhaite|fill to level|restock to|ideal stock level|"
            "target on hand|streefvoorraad|"
            "sollmenge|maximum stock level|order up to quantity|"
            "max|maximum|max quantity|maximum quantity|quantity max|max stock|maximum stock|"
            "stock max|stock maximum|max level|maximum level|max on hand|par|par level|"
            "order up to|reorder up to|reorder max|reorder maximum|order up to level|"
            "target stock|target quantity|ideal stock|optimal stock|desired stock|"
            "desired stock level|desired inventory|restock level|max oh|reorder to|maximo|"
            "stock maximo|existencia maxima|inventario maximo|cantidad maxima|stock optimo|"
            "maximalbestand|hochstbestand|max bestand|maxbestand|sollbestand|zielbestand|"
            "optimaler bestand|stock maxi|stock optimal|stock cible|stock ideal|max voorraad|"
            "maximum voorraad|maximale voorraad|gewenste voorraad|optimale voorraad|"
            "maximumvoorraad|estoque maximo|quantidade maxima|estoque ideal|estoque otimo"
        ),
        USUAL: "model stock|model quantity|full stock|max shelf",
    },
    "counted_qty": {
        STRONG: (
            "hand count|stock take quantity|units counted|inventory count quantity|"
            "actual quantity counted|telling aantal|stuckzahl gezahlt|inventoried quantity|"
            "counted|counted quantity|quantity counted|count quantity|physical count|"
            "physical quantity|counted units|actual count|actual counted|stock count|"
            "stocktake count|stocktake quantity|cycle count|cycle count quantity|"
            "inventory counted|scanned quantity|counted on hand|count result|contado|"
            "cantidad contada|conteo|conteo fisico|inventario fisico|existencia fisica|"
            "cantidad fisica|gezahlt|gezahlte menge|zahlmenge|inventurmenge|gezahlter bestand|"
            "compte|quantite comptee|comptage|stock compte|quantite physique|"
            "inventaire physique|geteld|geteld aantal|getelde voorraad|telling|geteld voorraad|"
            "aantal geteld|quantidade contada|contagem|contagem fisica|estoque fisico"
        ),
        USUAL: (
            "physical|actual|actual quantity|physical inventory|istmenge|physical on hand|recount"
        ),
    },
    "count_variance_qty": {
        STRONG: (
            "stock variance|units over short|discrepancy units|count diff|variacion unidades|"
            "variacion|difference de stock|diferenca de estoque|bestandsabweichung|"
            "quantity diff|"
            "variance|variance quantity|quantity variance|count variance|variance count|"
            "variance units|unit variance|stock variance|inventory variance|count difference|"
            "quantity difference|difference quantity|over short|over short quantity|discrepancy|"
            "discrepancy quantity|quantity over short|count discrepancy|diferencia|"
            "diferencia inventario|diferencia de inventario|varianza|diferencia cantidad|"
            "differenz|inventurdifferenz|mengendifferenz|bestandsdifferenz|ecart|"
            "ecart inventaire|ecart de stock|ecart d inventaire|ecart quantite|verschil|"
            "telverschil|voorraadverschil|verschil aantal|diferenca|diferenca de inventario|"
            "divergencia|diferenca quantidade"
        ),
        USUAL: (
            "difference|diff|adjustment quantity|adj quantity|shrink quantity|"
            "shrinkage quantity|shrink units|abweichung|afwijking"
        ),
        WEAK: "adjustment|shrinkage|shrink|ajuste|adj",
    },
    "pack_qty": {
        STRONG: (
            "each per case|eaches per case|order pack quantity|inner pack quantity|"
            "pieces per pack|unidades x caja|unid x caja|gebinde menge|pecas por caixa|"
            "stuks per verpakking|purchase pack size|"
            "pack quantity|pack size|packsize|case quantity|case pack|case size|casepack|"
            "units per case|units per pack|unit per case|units case|quantity per case|"
            "quantity per pack|per case|pieces per box|pieces per case|carton quantity|"
            "uom count|uom quantity|unitperissue|unit per issue|inner pack|box quantity|"
            "standard pack|order multiple|buying multiple|order pack|"
            "case pack quantity|cs quantity|"
            "pack units|quantity pack|case count|master pack|purchase pack|items per case|"
            "unidades por caja|piezas por caja|unidades por paquete|unidades por empaque|"
            "cantidad por caja|piezas caja|verpackungseinheit|ve|vpe|stuck pro karton|"
            "stuck pro ve|"
            "packungsgrosse|gebindegrosse|ve menge|inhalt ve|colisage|unites par carton|"
            "conditionnement|quantite par colis|pcb|unites par colis|verpakkingseenheid|"
            "stuks per doos|aantal per doos|verpakking aantal|doosinhoud|colli inhoud|"
            "unidades por caixa|quantidade por caixa|unidades por embalagem|embalagem quantidade"
        ),
        USUAL: (
            "pack|multiple|case|order in multiples of|empaque|gebinde|besteleenheid|embalagem|colli"
        ),
        WEAK: "conversion factor|conversion|inner|contenido",
    },
    "store_id": {
        STRONG: (
            "selling location|whse|warehouse code|branch code|branch number|outlet code|"
            "store location|"
            "store|store id|store name|store number|store code|location|location name|"
            "location id|location code|warehouse|warehouse name|branch|branch name|outlet|"
            "outlet name|site|site name|shop|shop name|stock location|stockroom|site id|stores|"
            "tienda|sucursal|almacen|bodega|nombre tienda|local|ubicacion|deposito|filiale|"
            "standort|lagerort|laden|verkaufsstelle|niederlassung|magasin|depot|entrepot|"
            "boutique|succursale|emplacement|point de vente|winkel|filiaal|magazijn|vestiging|"
            "locatie|loja|filial|armazem|nome da loja"
        ),
        USUAL: "shop id|place|whs code|inventory location|lager",
        WEAK: "company",
    },
}
"""Canonical column to its phrases, by sureness."""

WITHOUT_TAX = (
    "sin igv|precio sin igv|precio sin iva|sin iva|price ex tax|price excl tax|"
    "price excluding tax|price without tax|price ex vat|price excl vat|net price|"
    "retail price excl tax|preis netto|nettopreis|verkaufspreis netto|vk netto|prix ht|"
    "prix de vente ht|pv ht|prix vente ht|verkoopprijs excl|verkoopprijs excl btw|"
    "prijs excl btw|preco sem iva|preco sem imposto"
)
"""Prices without tax: the ones to compare with costs, so they win over a price with tax."""

HELPERS: tuple[tuple[dict[str, float], str], ...] = (
    (
        {"created_on": 0.95},
        "created|created at|date created|date added|added on|entry date|first received|first sold|"
        "created date|creation date|established date",
    ),
    (
        {"retail_value": 0.4, "gross_sales": 0.2, "net_sales": 0.3},
        "extended price|ext price|extended amount|ext amount",
    ),
    (
        {"unit_cost": 0.4, "cost_of_sales": 0.3, "stock_value": 0.2},
        "cost amount|amount cost",
    ),
    (
        {"counted_qty": 0.5, "units_sold": 0.05},
        "count",
    ),
    (
        {"units_sold": 0.42, "net_sales": 0.36, "gross_sales": 0.1},
        "sales|ventas|venta|ventes|verkoop|verkopen|verkauf|vendas",
    ),
    (
        {"stock_value": 0.85, "cost_of_sales": 0.08},
        "stock value|total value|inventory value|inventory cost|on hand value|value on hand|"
        "balance value|asset value|cost value|cost on hand|stock cost|valor inventario|"
        "lagerwert|bestandswert|valeur stock|valeur du stock|voorraadwaarde|valor estoque|"
        "valor do estoque",
    ),
    (
        {"stock_value": 0.6, "cost_of_sales": 0.25, "order_value": 0.05},
        "total cost|cost total|extended cost|ext cost|extension|costo total|coste total|"
        "custo total|value|valor|wert|valeur|waarde|gesamtwert|valor total",
    ),
    (
        {"retail_value": 0.9},
        "retail value|total retail|extended retail|ext retail|retail on hand",
    ),
    (
        {
            "gross_sales": 0.3,
            "sales_total": 0.3,
            "stock_value": 0.15,
            "net_sales": 0.1,
            "retail_value": 0.05,
        },
        "total price|amount|total amount|total|importe|montant",
    ),
    (
        {"variance_value": 0.9},
        "variance cost|variance amount|variance value|cost variance|variance dollars",
    ),
    (
        {"unit_price": 0.55, "unit_cost": 0.3},
        "rate",
    ),
    (
        {"net_sales": 0.5, "unit_price": 0.05},
        "net|neto|netto|liquido",
    ),
    (
        {"gross_sales": 0.5, "sales_total": 0.2},
        "gross|bruto|brutto|brut",
    ),
    (
        {"gross_sales": 0.92},
        "gross sales",
    ),
    (
        {"cost_of_sales": 0.93},
        "cost of goods sold|cogs|cost of sales",
    ),
    (
        {"profit": 0.48, "sales_profit": 0.48},
        "gross profit|profit|net profit|utilidad|ganancia|rohertrag|gewinn|winst|brutowinst|lucro",
    ),
    (
        {"margin": 0.6, "profit": 0.15, "sales_profit": 0.12, "markup": 0.08},
        "margin|gross margin|gp|gm|profit margin|marge|margen|margem|spanne|handelsspanne",
    ),
    (
        {"margin": 0.9, "markup": 0.07},
        "margin %|gp %|gm %|marge %|profit %|utilidad %",
    ),
    (
        {"markup": 0.95},
        "markup|markup %|mark up|aufschlag",
    ),
    (
        {"deductions": 0.93},
        "discounts|discount|refunds",
    ),
    (
        {"tax": 0.9},
        "tax|taxes",
    ),
    (
        {"stock_value": 0.93},
        "extended value|value at cost|stock at cost|inventory at cost|inventory @cost|"
        "inventory value at cost|total stock value|valor de inventario|valor existencias|"
        "valor del stock|valeur du stock|lagerwert ek|voorraadwaarde inkoop",
    ),
    (
        {"retail_value": 0.93},
        "value at retail|inventory at retail|inventory @retail|stock at retail|"
        "inventory retail value",
    ),
    (
        {"available": 0.93},
        "available to sell|atp|available to promise|net available|free stock|uncommitted",
    ),
    (
        {"gross_units": 0.93},
        "gross units|gross quantity|gross units sold|gross sold|quantity gross",
    ),
    (
        {"gross_sales": 0.93},
        "gross sales amount|gross revenue|gross amount|sales gross|ventas brutas|bruttoumsatz|"
        "ventes brutes|bruto omzet|vendas brutas",
    ),
    (
        {"sales_total": 0.93},
        "total with tax|total incl tax|total including tax|gross total|total collected|"
        "net total with tax",
    ),
    (
        {"tax": 0.93},
        "sales tax|tax amount|total tax",
    ),
    (
        {"deductions": 0.93},
        "discount amount|total discount|discounts and comps|discounts comps|markdowns|"
        "descuento|descuentos|rabatt|rabatte|remise|remises|korting|desconto|descontos|"
        "refund amount",
    ),
    (
        {"sales_profit": 0.93},
        "gross profit amount|sales profit|total profit|gp amount|margin amount",
    ),
    (
        {"profit": 0.93},
        "unit profit|profit per unit|profit each|profit amount|unit margin|margin dollars|"
        "profit dollars",
    ),
    (
        {"markup": 0.93},
        "markup percent|markup on cost|mu %",
    ),
    (
        {"margin": 0.93},
        "margin percent|gross margin %|gp percent|gm percent|profit margin %|margin pct|"
        "gross profit margin|gross profit %|margin at cost|margin @cost",
    ),
    (
        {"order_value": 0.93},
        "on order value|on order cost|order value|po value|open po value",
    ),
    (
        {"cost_of_sales": 0.93},
        "total cost of sales|cost sold|sold cost|sales cost|sales at cost",
    ),
    (
        {"variance_value": 0.93},
        "variance at cost|shrink value|shrink cost|shrinkage value|adjustment value",
    ),
    (
        {"counted_value": 0.93},
        "counted value|count value|counted cost",
    ),
)
"""Columns that follow from canonical ones: role (see `sentinel.identities`) to probability. They
are not used, and their arithmetic proves the others."""

OTHER = (
    "purchases|compras|achats|inkopen|beg inventory|beg inv|beginning inventory|beg quantity|"
    "invoice number|invoice id|receipt number|bill number|check number|ticket number|"
    "document number|"
    "numero de factura|numero factura|factura|rechnungsnummer|belegnummer|rechnung|"
    "numero facture|facture|factuurnummer|numero da nota|nota fiscal|"
    "quantity decimals|price decimals|cost decimals|decimals|decimal places|number of decimals|"
    "stock debut|stock initial|stock inicial|inventario inicial|existencia inicial|anfangsbestand|"
    "beginvoorraad|estoque inicial|opening|op quantity|op stock|op balance|op value|"
    "out of stock|out of stock quantity|virtual stock|stock virtuel|stock virtual|"
    "virtuele voorraad|"
    "forecasted quantity|forecast quantity|stock a terme|verwachte voorraad|prognostizierte menge|"
    "cantidad prevista|quantidade prevista|quantite prevue|projected quantity|coef|coefficient|"
    "coeficiente|"
    "opening value|in value|out value|sell through|sell through rate|turns|turn rate|"
    "turnover rate|stock turn|days cover|days of supply|weeks of supply|months of supply|"
    "cobertura|cobertura mes|cobertura dias|average age|age|promotion price|promo price|"
    "special price|sale price start|web sale price|online sale price|member price|price b|"
    "price c|price d|price 2|price 3|price 4|price 5|price 6|next price|future price|"
    "minimum price|maximum price|min price|max price|previous price|old price|floor price|"
    "aktionspreis|sonderpreis|prix promo|prix promotionnel|precio oferta|precio promocion|"
    "actieprijs|preco promocional|precio minimo|precio maximo|precio 2|precio 3|"
    "average p$|average retail|vendor part number|"
    "vendor item number|vendor item|vendor sku|supplier sku|supplier part number|supplier code|"
    "supplier item|vendor product code|order code|mfg part number|manufacturer part number|mpn|"
    "manufacturer number|manufacturer id|alternate code|hs code|supplier product code|"
    "codigo proveedor|referencia proveedor|lieferanten artikelnummer|lieferantennummer|"
    "herstellernummer|reference fournisseur|code fournisseur|leverancierscode|"
    "artikelnummer leverancier|codigo fornecedor|uom|unit|unit of measure|base uom|stock uom|"
    "units of measure|um|u m|measure|einheit|mengeneinheit|unidad|unidad medida|"
    "unidad de medida|unite|unite de mesure|eenheid|unidade|unidade medida|stocking uom|"
    "selling uom|selling unit|size|color|colour|style|season|gender|weight|length|width|height|"
    "volume|dimensions|bin|bin location|shelf|aisle|row|rack|notes|note|comments|comment|"
    "remarks|memo|anmerkung|bemerkung|tags|image|images|url|permalink|photo|warranty|tax class|"
    "tax code|tax status|taxable|tax category|tax rate|vat|vat rate|iva|mwst|ust|btw|tva|igv|"
    "lead time|lead time days|lead days|delivery days|plazo de entrega|lieferzeit|delai|"
    "levertijd|prazo de entrega|modified|"
    "updated|updated at|last updated|last modified|date modified|last edited|date|"
    "fecha|datum|data|time|expiry|expiry date|expiration date|expiration|best before|"
    "track stock|track inventory|use production|sold by weight|"
    "backorders allowed|is featured|visibility in catalog|opening quantity|opening stock|"
    "opening balance|beginning quantity|in quantity|received quantity|quantity received|"
    "adjusted quantity|transfers in|transfers out|seguir el inventario|vendido por peso|"
    "reorder quantity|quantity to order|order quantity suggested|suggested order|"
    "suggested order quantity|order quantity|economic order quantity|eoq|moq|"
    "min order quantity|minimum order quantity|minimum order|last year sales amount|customer|"
    "number orders|order number|orders|customer id|transaction id|order id|receipt id|"
    "employee id|purchase order id|web id|"
    "start date|end date|next delivery|due date|order line|register|"
    "total due|delivery enabled|recommended order|card brand|modifier groups|"
    "standard cost percent|variation|item variation|variation name|option|modifier|non revenue|"
    "waste count|sale count|price uom|price um|wholesale group|loyalty group|"
    "vendor company number|"
    "last ordered|last return|published online|conv factor|customer name|employee|clerk|email|"
    "phone|address|line|line number|row number|sequence|seq|"
    "index"
)
"""What is none of the canonical columns, so that no resemblance makes it one: prices that are not
today's, codes of others, units and attributes."""
