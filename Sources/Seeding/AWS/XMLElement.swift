/// An element of what S3 answers.
struct XMLElement: Hashable, Sendable {
    var name: String
    /// All text directly in it, references resolved.
    var text = ""
    var children: [XMLElement] = []

    /// The first child of a name.
    func child(_ name: String) -> XMLElement? { children.first { $0.name == name } }

    /// The text of the first child of a name.
    func text(of name: String) -> String? { child(name)?.text }
}
