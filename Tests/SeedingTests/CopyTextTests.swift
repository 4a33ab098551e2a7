import Testing

@testable import Seeding

@Suite struct CopyTextTests {
    private static let id = "00000001-0004-8000-8000-000000000001"

    private func copies(_ text: String, _ rules: CopyText.Rules, _ numbers: [Int]) -> [String] {
        var copy = CopyText(CSVText(bytes: Array(text.utf8)), rules)
        return numbers.map { String(decoding: copy.rows(copy: $0), as: UTF8.self) }
    }

    @Test func rowsWithNothingToChangeAreTheFilesOwnBytes() {
        let text = "id,name\r\n1,\"a \"\"b\"\"\nc\"\r\n2,\r\n"
        #expect(copies(text, CopyText.Rules(), [0]) == ["1,\"a \"\"b\"\"\nc\"\r\n2,\r\n"])
    }

    @Test func datesMoveByDaysAndTimesOfDayStay() {
        var rules = CopyText.Rules()
        rules.dates = [1, 2]
        rules.shift = 1
        let text = "id,due,at\n1,2024-02-28,\"2025-12-31 23:59:59+00\"\n2,,infinity\n"
        #expect(copies(text, rules, [0]) == ["1,2024-02-29,\"2026-01-01 23:59:59+00\"\n2,,infinity\n"])
    }

    @Test func datesMoveBackwardsToo() {
        var rules = CopyText.Rules()
        rules.dates = [0]
        rules.shift = -366
        #expect(copies("due\n2025-01-01\n", rules, [0]) == ["2024-01-01\n"])
    }

    @Test func copyCarriesItsNumberInIdsAndTexts() {
        var rules = CopyText.Rules()
        rules.ids = [0, 1]
        rules.texts = [2]
        let text = "id,parent,number\n\(Self.id),,C-1\n\"\(Self.id)\",\(Self.id),\"C,2\"\n"
        let copy = Self.id.replacing("-8000-8000-", with: "-800c-8000-")
        let last = Self.id.replacing("-8000-8000-", with: "-8fff-8000-")
        #expect(
            copies(text, rules, [0, 12, 4095]) == [
                "\(Self.id),,C-1\n\"\(Self.id)\",\(Self.id),\"C,2\"\n",
                "\(copy),,C-1-12\n\"\(copy)\",\(copy),\"C,2-12\"\n",
                "\(last),,C-1-4095\n\"\(last)\",\(last),\"C,2-4095\"\n",
            ]
        )
    }

    @Test func copiesMayComeInAnyOrder() {
        var rules = CopyText.Rules()
        rules.ids = [0]
        rules.texts = [1]
        let text = "id,n\n\(Self.id),x\n"
        let forwards = copies(text, rules, Array(0..<120))
        #expect(Array(copies(text, rules, Array((0..<120).reversed())).reversed()) == forwards)
        #expect(Set(forwards).count == 120)
    }

    @Test func documentBecomesItsComputedCells() {
        var rules = CopyText.Rules()
        rules.ids = [0]
        rules.fileColumn = 1
        rules.idColumn = 0
        rules.documents = ["a.txt": ("\"oak/documents/", "/a.txt\",abc,3,clean")]
        let text = "id,@file,by\n\(Self.id),a.txt,me\n"
        let copy = Self.id.replacing("-8000-8000-", with: "-8001-8000-")
        #expect(
            copies(text, rules, [0, 1]) == [
                "\(Self.id),\"oak/documents/\(Self.id)/a.txt\",abc,3,clean,me\n",
                "\(copy),\"oak/documents/\(copy)/a.txt\",abc,3,clean,me\n",
            ]
        )
    }

    @Test func onlyIdsWithRoomForANumberCanBeCopied() {
        func isBad(_ text: String) -> Bool { CopyText.isBadID(Array(text.utf8)[...]) }
        #expect(!isBad(Self.id))
        #expect(!isBad("\"\(Self.id)\""))
        #expect(!isBad(""))
        #expect(isBad("42"))
        #expect(isBad("7f1b7c9e-1f0b-4c1d-9a51-0d9f5b1c2a3e"))
    }

    @Test func sourceGivesEveryCopyAndSaysWhenOneIsTaken() {
        var rules = CopyText.Rules()
        rules.texts = [0]
        let taken = Counter()
        let source = CopySource(CopyText(CSVText(bytes: Array("n\nx".utf8)), rules), copies: 3) { taken.add($0) }
        var bytes: [UInt8] = []
        while let piece = source.next() { bytes += piece }
        #expect(String(decoding: bytes, as: UTF8.self) == "x\nx-1\nx-2\n")
        #expect(taken.all == [1, 2, 3])
    }

    @Test func sourceOfAFileWithoutRowsIsEmpty() {
        let source = CopySource(CopyText(CSVText(bytes: Array("n\n".utf8)), CopyText.Rules()), copies: 3) { _ in }
        #expect(source.next() == nil)
    }
}
