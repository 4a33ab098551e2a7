import Testing

@testable import Commands

@Suite struct ConfirmationTests {
    @Test func aQuestionBreaksBetweenWords() {
        let question = "A reset replaces 2 of your tables.\n\nReset?"
        #expect(Confirmation.wrapped(question, to: 20) == "A reset replaces 2\nof your tables.\n\nReset?")
        #expect(Confirmation.wrapped(question, to: 80) == question)
    }
}
