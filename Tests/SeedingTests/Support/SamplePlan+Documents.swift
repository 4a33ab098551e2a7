import Crypto
import Foundation
import Foundations

@testable import Seeding

extension SamplePlan {
    /// A plan whose firms have documents, as a load would have left them.
    /// - Parameter documents: how many each firm has.
    convenience init(documents: Int) throws {
        try self.init()
        for firm in plan.firms {
            try write((0..<documents).map { try document($0, of: firm) }, .objects, of: firm)
        }
    }

    /// A bucket for this plan alone.
    var bucket: String { "cpa-\(firm.slug)" }

    func documents(of firm: SeedPlan.Firm) throws -> [ObjectItem] { try plan.items(.objects, of: firm) }

    /// A document whose bytes follow from its number, the first of them empty.
    private func document(_ number: Int, of firm: SeedPlan.Firm) throws -> ObjectItem {
        let text = String(repeating: "Document \(number) of \(firm.slug)\n", count: number)
        let file = "\(plan.directory)/\(firm.slug)/\(number).txt"
        try Data(text.utf8).write(to: URL(filePath: file))
        return ObjectItem(
            key: "\(firm.objectPrefix)documents/\(number) déjà+vu.txt",
            documentID: UUID().uuidString.lowercased(),
            file: file,
            contentType: "text/plain; charset=utf-8",
            sha256: SHA256.hash(data: Array(text.utf8)).hexadecimal,
            size: text.utf8.count
        )
    }
}
