import Testing

@testable import cpa_demo

@Suite struct APITests {
    @Test func anAnswerCarriesTheValueBesideTheMark() throws {
        let text = try JSONCoding.encode(Seeded.yes(FirmList(firms: [])))
        #expect(String(decoding: text, as: UTF8.self) == "{\"firms\":[],\"seeded\":true}")
    }

    @Test func anAnswerWithoutSeedSaysWhy() throws {
        let text = try JSONCoding.encode(Seeded<FirmList>.no(note: "nothing yet"))
        #expect(String(decoding: text, as: UTF8.self) == "{\"note\":\"nothing yet\",\"seeded\":false}")
        guard case .no("nothing yet") = try JSONCoding.decode(Seeded<FirmList>.self, from: text) else {
            Issue.record("not read back")
            return
        }
    }

    @Test func aPageWithoutANumberIsTheFirst() throws {
        #expect(try PageRequest(page: nil, query: nil).page == 1)
        #expect(try PageRequest(page: "", query: "  ").search == nil)
        #expect(try PageRequest(page: "7", query: "a").page == 7)
    }

    @Test(arguments: ["0", "-1", "1.5", "two", "99999999999999999999", "1000001"])
    func aPageThatIsNoneIsRefused(page: String) {
        #expect(throws: Problem.self) { try PageRequest(page: page, query: nil) }
    }

    @Test func wordsCannotBeOperatorsOfASearch() throws {
        let words = try #require(SearchTerms("  O'Neil  a\\b | !(c)  "))
        #expect(words.text == "O'Neil a\\b | !(c)")
        #expect(words.expression == "'O''Neil':* & 'a\\\\b':* & '|':* & '!(c)':*")
        #expect(SearchTerms(" \n\0 ") == nil)
    }

    @Test func aQueryIsReadAsFormsWriteIt() {
        let query = FormQuery("q=Ember+%26+Co%2B&page=2&empty&q=second&broken=%zz%4")
        #expect(query["q"] == "Ember & Co+")
        #expect(query["page"] == "2")
        #expect(query["empty"] == "")
        #expect(query["broken"] == "%zz%4")
        #expect(query["missing"] == nil)
    }

    @Test func aMissingTableIsToldFromABrokenConnection() {
        func isMissing(_ cause: PostgresFailure.Cause) -> Bool {
            PostgresFailure(cause: cause, message: "").isMissingSchema
        }
        for state in ["42P01", "42703", "42883"] { #expect(isMissing(.statement(state))) }
        for state in ["57P01", "42501", "22P02"] { #expect(!isMissing(.statement(state))) }
        #expect(!isMissing(.connection))
        #expect(!isMissing(.form))
    }

    @Test func theApplicationsRoleTakesTheOwnersPlaceInTheURL() throws {
        let owner = "postgres://postgres:secret@127.0.0.1:5433/cpa_dev?sslmode=disable"
        let settings = try #require(DatabaseSettings(["DATABASE_URL": owner]))
        #expect(settings.applicationURL == "postgres://cpa_app:cpa_app@127.0.0.1:5433/cpa_dev?sslmode=disable")
        #expect(settings.ownerURL == owner)

        let given = "postgres://other:pw@127.0.0.1/cpa_dev"
        let own = try #require(DatabaseSettings(["DATABASE_URL": owner, "APP_DATABASE_URL": given]))
        #expect(own.applicationURL == given)
        #expect(own.role == "other")
        #expect(DatabaseSettings([:]) == nil)
        #expect(DatabaseSettings(["DATABASE_URL": "no url"]) == nil)
    }
}
