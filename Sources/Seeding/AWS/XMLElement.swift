/// An element of an S3 response.
struct XMLElement: Hashable, Sendable {
    var name: String
    /// The text directly in the element, with references resolved.
    var text = ""
    var children: [XMLElement] = []

    func child(_ name: String) -> XMLElement? { children.first { $0.name == name } }

    /// Returns the text of the first child with the given name.
    func text(of name: String) -> String? { child(name)?.text }
}
