/// The engine's response to the creation of an object.
struct CreatedObject: Decodable {
    var id: String

    enum CodingKeys: String, CodingKey { case id = "Id" }
}
