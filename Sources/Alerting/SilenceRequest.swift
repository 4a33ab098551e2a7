/// A request to silence all alerts of a rule.
package struct SilenceRequest: Hashable, Sendable {
    package var rule: String
    package var length: SilenceLength
    package var author: String
    package var comment: String

    package init(rule: String, length: SilenceLength, author: String, comment: String) {
        self.rule = rule
        self.length = length
        self.author = author
        self.comment = comment
    }
}
