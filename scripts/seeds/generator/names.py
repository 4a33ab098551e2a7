"""Names of people, businesses and places: invented, with many origins."""

FIRST = """
Adaeze Aiko Alejandra Amara Anders Anika Arjun Astrid Beatriz Bilal Bronwen Caleb Camille Chidi Clara Dalia Darius
Declan Delphine Diego Dmitri Elena Elias Emeka Esther Fatima Fiona Gabriel Gideon Greta Hanna Hassan Helen Hiroshi
Ibrahim Imani Ines Ingrid Isaac Jamal Jasmine Joaquin Jonah Josephine Kamala Kenji Kofi Lars Latoya Leila Liam Lin
Lucia Magnus Malik Marguerite Mateo Mei Milan Miriam Nadia Naomi Nikhil Noor Olga Omar Oscar Paloma Pavel Penelope
Philippa Priya Quentin Rafael Ravi Renata Rosalind Ruben Sadie Samir Sanna Selma Sergei Silas Simone Sofia Soren Tadeo
Tamsin Tariq Theo Tomasz Uma Valentina Viktor Vivian Wanjiru Wei Xiomara Yara Yusuf Zainab Zoltan
""".split()

LAST = """
Abernathy Achterberg Adeyemi Ahlgren Albescu Amsel Arrington Asante Bajwa Balogun Banerjee Barrientos Batista
Bellweather Bergqvist Bialik Blackwood Boateng Brennerman Calloway Castellano Chaudhry Cheung Cisneros Corrigan
Dacosta Dalgaard Delacroix Dimitrov Dragomir Dufresne Ekwueme Ellingson Escobedo Fairweather Farouk Fenwick Ferreira
Fitzwilliam Fontaine Gallardo Garrick Ghorbani Grzelak Gunderson Haddad Halvorsen Hathersage Hollister Horvath Ibarra
Iyengar Jablonski Jeppesen Kahananui Kaminski Karlsen Kensington Khoury Kimathi Kobayashi Kowalczyk Lachance Lindqvist
Lockridge Macallan Madsen Marchetti Mbeki Merriweather Mirza Montalvo Moriarty Mukherjee Nakagawa Nandakumar Ndiaye
Nightingale Novotny Nyambura Oakhurst Okonjo Olawale Orellana Osterman Paquette Pemberton Petrossian Pham Quarshie
Quintero Ramaswamy Rasmussen Renshaw Rosenthal Rutherford Sandoval Sarkisian Schuyler Sepulveda Shirazi Sinclair
Sokolov Stavros Svensson Takahashi Tennant Thackeray Tsosie Udell Underhill Vanterpool Varga Vasquez Villanueva
Wadsworth Whitcombe Winterbourne Yamamoto Yilmaz Zapata Zielinski
""".split()

# A business is named after a place and a trade; the trade determines the legal form.
PLACES = """
Amber Anchor Ash Barley Beacon Birch Blue_Heron Bramble Bridgewater Bright_Harbor Cedar Chestnut Clearwater Copper
Coral Cranberry Crescent Driftwood Eastgate Elder Ember Fairhaven Fern Fieldstone Foxglove Gannet Gray_Owl Hazel
Heather Highgate Hollow_Oak Indigo Iron_Gate Ivory Juniper Kestrel Lantern Laurel Lighthouse Linden Lodestar
Long_Reach Magnolia Maple Marigold Marsh_Wren Meridian Mill_Pond Millstone Moonrise Moss Northlight Oak_Hollow
Old_Ferry Orchard Osprey Otter_Creek Pebble Pelican Pepper_Tree Pilot Pine_Barren Quarry Quill Red_Barn Riverbend
Rookery Saltmarsh Sandpiper Sawmill Sea_Glass Shoreline Silver_Birch Slate Sparrow Spindle Stone_Arch Sycamore
Tamarack Three_Bells Thistle Tidal Timber Twin_Rivers Vale Walnut Wayside Weathervane West_Pier Whistling_Swan Willow
Windmill Wren Yellow_Door
""".split()
PLACES = [name.replace("_", " ") for name in PLACES]

TRADES = {
    "Bakery": "LLC", "Dental Group": "PLLC", "Roofing": "Inc.", "Veterinary Clinic": "PLLC", "Landscaping": "LLC",
    "Marine Supply": "Inc.", "Freight Lines": "Inc.", "Print Works": "LLC", "Machine Tool": "Corp.",
    "Coffee Roasters": "LLC", "Physical Therapy": "PLLC", "Builders": "Inc.", "Engineering": "PC", "Brewing": "LLC",
    "Plumbing and Heating": "Inc.", "Software": "Inc.", "Property Partners": "LP", "Seafood": "Inc.", "Optics": "Corp.",
    "Furniture": "LLC", "Architects": "PLLC", "Auto Body": "Inc.", "Electric": "LLC", "Staffing": "Inc.",
    "Holdings": "LLC", "Packaging": "Corp.", "Solar": "LLC", "Medical Supply": "Inc.", "Foods": "Inc.", "Storage": "LP",
}

# Organizations that are audited for their grantors, members or plan participants.
NONPROFITS = ["Community Foundation", "Land Trust", "Housing Alliance", "Children's Museum", "Credit Union",
              "Retirement Plan", "Food Bank", "Charter School", "Regional Theater", "Family Services"]

STREETS = """
Alder Bayview Beech Birchwood Canal Chapel Church Clover Commerce Cooper Depot Dogwood Elm Ferry Forge Garden Grove
Harbor Highland Hill Lakeside Linden Maple Market Meadow Mill Oak Orchard Park Pleasant Prospect Quarry Ridge River
School Spring Spruce Summit Union Valley Walnut Water Willow Wharf
""".split()
STREET_KINDS = ["Street", "Street", "Avenue", "Road", "Lane", "Court"]
MAIL_DOMAINS = ["inbox.example", "northmail.example", "postbox.example", "webletter.example"]

# Numbers that are never issued: social security areas 9xx (with groups that are not taxpayer numbers) and 000,
# and prefixes of employer numbers.
SSN_AREAS = ["000", "900", "907", "915", "921", "934", "946", "958", "963", "977", "989", "999"]
EIN_PREFIXES = ["00", "07", "08", "09", "17", "18", "19", "28", "29", "49", "69", "70", "78", "79", "89"]
