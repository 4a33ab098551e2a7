import Testing

@testable import Seeding

@Suite struct ListingReaderTests {
    private func listing(_ content: String) -> [UInt8] {
        Array(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>cpa</Name>\(content)</ListBucketResult>
            """.utf8
        )
    }

    private func contents(_ key: String = "a", tag: String = "&quot;0f&quot;", size: String = "1") -> String {
        "<Contents><Key>\(key)</Key><ETag>\(tag)</ETag><Size>\(size)</Size></Contents>"
    }

    private let complete = "<IsTruncated>false</IsTruncated>"

    @Test func readsKeysTagsAndSizes() throws {
        let body = listing(complete + contents("okafor-cpa/a&amp;b.pdf") + contents("c", tag: "\"1e\"", size: "20"))
        let listing = try ListingReader.read(body)
        #expect(
            listing.objects == [
                ListingReader.Object(key: "okafor-cpa/a&b.pdf", entityTag: "0f", size: 1),
                ListingReader.Object(key: "c", entityTag: "1e", size: 20),
            ]
        )
        #expect(listing.continuation == nil)
    }

    @Test func anEmptyListingIsOne() throws {
        #expect(try ListingReader.read(listing(complete)).objects.isEmpty)
    }

    @Test func keysAreDecodedWhereTheyAreSaidToBeEncoded() throws {
        let key = contents("a%2Bb+c%0Ad%C3%A9")
        let encoded = try ListingReader.read(listing("<EncodingType>url</EncodingType>" + complete + key))
        #expect(encoded.objects.map(\.key) == ["a+b c\ndé"])
        #expect(try ListingReader.read(listing(complete + key)).objects.map(\.key) == ["a%2Bb+c%0Ad%C3%A9"])
    }

    @Test func aListingThatGoesOnSaysWhere() throws {
        let body = listing("<IsTruncated>true</IsTruncated><NextContinuationToken>t=</NextContinuationToken>")
        #expect(try ListingReader.read(body).continuation == "t=")
    }

    @Test(arguments: [
        "<IsTruncated>true</IsTruncated>",
        "<IsTruncated>true</IsTruncated><NextContinuationToken/>",
        "<IsTruncated>maybe</IsTruncated>",
        "",
        "<IsTruncated>false</IsTruncated><Contents><Key>a</Key><Size>1</Size></Contents>",
        "<IsTruncated>false</IsTruncated><Contents><Key>a</Key><ETag>b</ETag><Size>-1</Size></Contents>",
        "<IsTruncated>false</IsTruncated><Contents><Key>a</Key><ETag>b</ETag><Size>1e9</Size></Contents>",
        "<EncodingType>url</EncodingType><IsTruncated>false</IsTruncated>"
            + "<Contents><Key>a%2</Key><ETag>b</ETag><Size>1</Size></Contents>",
    ])
    func aListingThatCannotBeTrustedIsAnError(_ content: String) {
        let error = #expect(throws: SeedingError.self) { try ListingReader.read(listing(content)) }
        #expect(error?.code == .garbled)
    }

    @Test(arguments: ["", "<html></html>", "<Error><Code>AccessDenied</Code></Error>", "\u{0}\u{1}"])
    func somethingElseIsAnError(_ text: String) {
        let error = #expect(throws: SeedingError.self) { try ListingReader.read(Array(text.utf8)) }
        #expect(error?.code == .garbled)
    }
}
