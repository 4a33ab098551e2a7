/// The words of made-up values. Names and places are invented, so that hardly anybody real has them.
enum FakeWords {
    static let given = list(
        """
        Abeni Aldis Amrit Anneke Arvid Aveline Bastian Belen Birgit Briony Calixta Cassia Cormac Dagny Davor Delphi
        Edda Eluned Emrys Esben Fenna Fiora Florin Gideon Greta Halina Hesper Idris Ilka Imre Ingrid Iolo Isaura Ivo
        Jorun Jutta Kaelin Kerensa Kirsi Lavinia Leif Linnea Livia Lorcan Maelis Maren Mirko Nadja Neven Nuala Odile
        Olwen Orla Oskar Perrin Petra Quill Ragna Romy Runa Sabra Signe Soren Stellan Sunniva Tamsin Teodor Thora Tibor
        Torben Ulla Una Valdis Vesna Viggo Wanda Wilmer Xanthe Yannick Yrsa Zelda Zoran
        """
    )

    private static let beginnings = list(
        "Alder Amber Ash Barrow Bell Bracken Brindle Calder Cedar Clove Corn Dapple Drift Elder Ember Fallow Fern Flint "
            + "Frost Gale Glen Gorse Hale Harrow Hazel Heather Hollow Ivor Juniper Kestrel Kettle Lark Linden Lock "
            + "Mallow Marl Mead Mistle Morrow Nettle Oaken Orrin Pebble Pine Quarrel Raven Reed Rowan Rush Sable Sedge "
            + "Sorrel Spindle Tansy Teasel Thistle Thorn Umber Vale Vetch Wether Whin Willow Wren Yarrow"
    )
    private static let endings = list(
        "acre bank beck borne bourne bridge brook by combe cote croft dale den fell field ford garth gate grave ham "
            + "haven heath holm hurst keld ley low mere moor more mount ness nook rigg ridge shaw side stead stoke stow "
            + "thorpe thwaite toft ton wade water well wick wold wood worth"
    )

    /// Some 3,500 words that serve as surnames, names of companies, streets and towns.
    static let names = beginnings.flatMap { beginning in endings.map { beginning + $0 } }

    static let trades = list(
        "Bakery Cabinetry Carriers Castings Ceramics Cooperage Couriers Creamery Design Fabrics Foundry Freight Gardens "
            + "Glazing Holdings Instruments Interiors Joinery Kilns Labs Looms Machining Masonry Nurseries Optics Orchards "
            + "Packaging Pottery Provisions Roofing Seeds Stationers Studios Supply Textiles Timber Tooling Works"
    )
    static let forms = ["LLC", "Inc.", "LLP", "Co.", "Group"]
    static let streets = ["Street", "Avenue", "Lane", "Road", "Court", "Way", "Terrace", "Row"]

    /// Source: M. Tullius Cicero, De finibus bonorum et malorum, 45 BC, as typesetters quote it.
    static let text = list(
        """
        lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt ut labore et dolore magna
        aliqua enim ad minim veniam quis nostrud exercitation ullamco laboris nisi aliquip ex ea commodo consequat duis
        aute irure in reprehenderit voluptate velit esse cillum eu fugiat nulla pariatur excepteur sint occaecat cupidatat
        non proident sunt culpa qui officia deserunt mollit anim id est laborum perspiciatis unde omnis iste natus error
        voluptatem accusantium doloremque laudantium totam rem aperiam eaque ipsa quae ab illo inventore veritatis quasi
        architecto beatae vitae dicta explicabo nemo ipsam quia voluptas aspernatur aut odit fugit
        """
    )

    /// Extensions that a made-up file name may keep.
    static let extensions: Set<String> = [
        "csv", "doc", "docx", "eml", "gif", "html", "jpeg", "jpg", "json", "pdf", "png", "pptx", "qbo", "qbw", "rtf",
        "tif", "tiff", "txt", "xls", "xlsx", "xml", "zip",
    ]

    private static func list(_ text: String) -> [String] {
        text.split { $0 == " " || $0 == "\n" }.map(String.init)
    }
}
