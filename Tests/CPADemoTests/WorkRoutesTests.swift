import Hummingbird
import Testing

@testable import cpa_demo

@Suite struct WorkRoutesTests {
    private static let firm = Firm.Entry(id: "1", slug: "granite", name: "Granite", kind: "assurance firm")

    private let counters = BackendCounters()

    private func bench() -> RouterBench {
        let router = Router(context: DemoContext.self)
        UploadRoutes(counters: counters) { slug throws(FirmFailure) in
            guard slug == Self.firm.slug else { throw .unknownFirm(slug) }
            return Self.firm
        }
        .add(to: router)
        InvoiceRoutes(counters: counters) { wanted throws(FirmFailure) in
            guard wanted.firm == Self.firm.slug else { throw .unknownFirm(wanted.firm) }
            guard wanted.client ?? "C-1" == "C-1" else { return nil }
            return InvoiceDraft(
                firm: Self.firm,
                client: InvoiceDraft.Recipient(id: "2", number: "C-1", name: "Harbor Co"),
                lines: [
                    InvoiceDraft.Line(description: "Audit E-1", minutes: 90, amountCents: 30_000),
                    InvoiceDraft.Line(description: "Payroll E-2", minutes: 45, amountCents: 7_550),
                ]
            )
        }
        .add(to: router)
        return RouterBench(router)
    }

    @Test(arguments: [
        #"{"firm":"granite","name":"a.txt","content":"hello"}"#,
        #"{"firm":"granite","name":"a.txt","content":"aGVsbG8=","encoding":"base64"}"#,
    ])
    func anUploadIsHashedAndCounted(body: String) async throws {
        let reply = try await bench().send(.post, UploadRoutes.path, body)
        #expect(reply.status == .ok)
        let answer = try JSONCoding.decode(UploadAnswer.self, from: reply.body.utf8)
        #expect(answer.byteSize == 5)
        #expect(answer.sha256 == "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824")
        #expect(counters.text.contains("\ndocuments_processed_total 1\n"))
    }

    @Test(arguments: [
        (#"{"firm":"nobody","name":"a","content":""}"#, HTTPResponse.Status.notFound),
        (#"{"firm":"granite","name":"","content":""}"#, .badRequest),
        (#"{"firm":"granite","name":"a\nb","content":""}"#, .badRequest),
        (#"{"firm":"granite","name":"a","content":"?","encoding":"base64"}"#, .badRequest),
        (#"{"firm":"granite","name":"a","content":"","encoding":"hex"}"#, .badRequest),
        (#"{"firm":"granite","name":"a"}"#, .badRequest),
    ])
    func anUploadThatCannotBeProcessedIsNotCounted(body: String, status: HTTPResponse.Status) async throws {
        #expect(try await bench().send(.post, UploadRoutes.path, body).status == status)
        #expect(counters.text.contains("\ndocuments_processed_total 0\n"))
    }

    @Test func anUploadAboveAMegabyteIsRefused() async throws {
        let content = String(repeating: "a", count: 1 << 20)
        let body = #"{"firm":"granite","name":"a","content":"\#(content)"}"#
        #expect(try await bench().send(.post, UploadRoutes.path, body).status == .contentTooLarge)
    }

    @Test func anInvoiceHasItsLinesAndTheirSum() async throws {
        let reply = try await bench().send(.post, InvoiceRoutes.path, #"{"firm":"granite"}"#)
        #expect(reply.status == .ok)
        let answer = try JSONCoding.decode(InvoiceAnswer.self, from: reply.body.utf8)
        #expect(answer.totalCents == 37_550)
        let text = """
            Invoice of Granite
            to Harbor Co (C-1)

            Audit E-1  90 min  $300.00
            Payroll E-2  45 min  $75.50
            Total  $375.50
            """
        #expect(answer.text == text)
        #expect(counters.text.contains("\ninvoices_generated_total 1\n"))
    }

    @Test(arguments: [#"{"firm":"nobody"}"#, #"{"firm":"granite","client":"C-2"}"#])
    func anInvoiceOfNothingIsNotCounted(body: String) async throws {
        #expect(try await bench().send(.post, InvoiceRoutes.path, body).status == .notFound)
        #expect(counters.text.contains("\ninvoices_generated_total 0\n"))
    }
}
