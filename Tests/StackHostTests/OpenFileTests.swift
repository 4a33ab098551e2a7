import Testing

@testable import StackHost

/// Whether a file is among those that a process has open.
@Suite struct OpenFileTests {
    /// The answer for a process whose open files change with each look.
    private func answer(_ looks: [[StackLocation.OpenFile]]) -> Bool? {
        var rest = looks[...]
        var current: [StackLocation.OpenFile] = []
        return StackLocation.isOpen {
            guard let next = rest.popFirst() else { return nil }
            current = next
            return next.indices.map(String.init)
        } look: { name in
            Int(name).map { current[$0] } ?? .unreadable
        }
    }

    @Test func onlyACompleteListTellsThatAFileIsNotOpen() {
        #expect(answer([[.another, .theFile]]) == true)
        #expect(answer([[.another, .another]]) == false)
        #expect(answer([[]]) == nil)
        #expect(answer([]) == nil)
    }

    @Test func aFileThatCannotBeLookedAtMayBeTheOne() {
        #expect(answer([[.another, .unreadable]]) == nil)
        #expect(answer([[.unreadable, .theFile]]) == true)
    }

    @Test func filesThatAreClosedMeanwhileAreLookedAtAgain() {
        let closing: [StackLocation.OpenFile] = [.another, .closed]
        #expect(answer([closing, [.another]]) == false)
        #expect(answer([closing, closing, [.theFile]]) == true)
        #expect(answer([closing, closing, closing, [.another]]) == nil)
    }
}
