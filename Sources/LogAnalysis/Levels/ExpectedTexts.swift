/// Texts that identify lines which a service logs as errors although nothing is wrong.
package struct ExpectedTexts: Hashable, Sendable {
    private let texts: [[UInt8]]

    /// - Parameter texts: case-sensitive substrings of lines. Empty ones are ignored.
    package init(_ texts: [String] = []) { self.texts = texts.filter { !$0.isEmpty }.map { Array($0.utf8) } }

    /// Whether a line contains one of the texts.
    func contains(anyIn line: UnsafeRawBufferPointer) -> Bool {
        texts.contains { text in
            guard text.count <= line.count else { return false }
            return (0...line.count - text.count).contains { start in
                line[start] == text[0] && line[start..<start + text.count].elementsEqual(text)
            }
        }
    }
}
