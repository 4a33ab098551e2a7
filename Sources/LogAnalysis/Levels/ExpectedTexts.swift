/// Texts to look for in lines, such as those that a service logs as errors although nothing is wrong.
package struct ExpectedTexts: Hashable, Sendable {
    private let texts: [TextFinder]

    /// - Parameter texts: case-sensitive substrings of lines. Empty ones are ignored.
    package init(_ texts: [String] = []) { self.texts = texts.compactMap { TextFinder($0.utf8) } }

    /// Whether a line contains one of the texts.
    package func contains(anyIn line: UnsafeRawBufferPointer) -> Bool {
        texts.contains { $0.firstOffset(in: line) != nil }
    }
}
