/// What the engine answers when it has made something: its id.
struct CreatedObject: Decodable {
    var id: String

    enum CodingKeys: String, CodingKey { case id = "Id" }
}
