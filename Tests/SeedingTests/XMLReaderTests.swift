import Testing

@testable import Seeding

@Suite struct XMLReaderTests {
    private func read(_ text: String) throws -> XMLElement { try XMLReader.read(Array(text.utf8)) }

    @Test func readsElementsTextAndReferences() throws {
        let root = try read(
            """
            <?xml version='1.0' encoding='utf-8'?>
            <!-- a > b -->
            <Error xmlns="http://s3.amazonaws.com/doc/2006-03-01/" a = 'x>y'>
              <Code>No&#83;uch<!-- here -->Key</Code><Empty/><Void ></Void >
              <Message>&lt;&amp;&gt; &quot;&apos; &#xe9; é 会</Message>
            </Error>

            """
        )
        #expect(root.name == "Error")
        #expect(root.text(of: "Code") == "NoSuchKey")
        #expect(root.text(of: "Empty")?.isEmpty == true)
        #expect(root.text(of: "Void")?.isEmpty == true)
        #expect(root.text(of: "Message") == "<&> \"' é é 会")
        #expect(root.child("Absent") == nil)
    }

    @Test(arguments: [
        "", " ", "hello", "<", "<>", "<a", "<a>", "<a></b>", "<a></a", "<a><b></a></b>", "<a></a><b></b>", "<a></a>x",
        "<a b></a>", "<a b=c></a>", "<a b=\"c></a>", "</a>", "<a>&amp</a>", "<a>&nbsp;</a>", "<a>&#xD800;</a>",
        "<a>&#x110000;</a>", "<a>&;</a>", "<a>&#;</a>", "<!-- <a></a>", "<?xml <a></a>", "<a><![CDATA[x]]></a>",
        "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", "<a/ >", "{\"a\": 1}",
    ])
    func whatIsNotWellFormedIsAnError(_ text: String) {
        #expect(throws: XMLReader.Malformed.self) { try read(text) }
    }

    @Test func bytesThatAreNotUTF8AreAnError() {
        let bytes = Array("<a>".utf8) + [0xFF, 0xC0] + Array("</a>".utf8)
        #expect(throws: XMLReader.Malformed.self) { try XMLReader.read(bytes) }
    }

    @Test func nestingHasALimit() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "<a>", count: depth) + String(repeating: "</a>", count: depth)
        }
        #expect(try read(nested(16)).name == "a")
        #expect(throws: XMLReader.Malformed.self) { try read(nested(17)) }
        #expect(throws: XMLReader.Malformed.self) { try read(String(repeating: "<a>", count: 1_000_000)) }
    }

    @Test func everyBeginningOfADocumentIsAnError() {
        let document = Array("<?xml version='1.0'?><a b='c'><d>&amp;e</d><!-- f --><g/></a>".utf8)
        for count in document.indices {
            #expect(throws: XMLReader.Malformed.self) { try XMLReader.read(Array(document[..<count])) }
        }
    }

    @Test func anyByteInAnyPlaceIsReadOrRefused() {
        let document = Array("<?xml version='1.0'?><a b='c'><d>&amp;e</d><g/></a>".utf8)
        for index in document.indices {
            for byte in UInt8.min...UInt8.max {
                var changed = document
                changed[index] = byte
                _ = try? XMLReader.read(changed)
            }
        }
    }
}
