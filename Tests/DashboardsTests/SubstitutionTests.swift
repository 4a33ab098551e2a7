import Testing

@testable import Dashboards

/// Variables in expressions.
@Suite struct SubstitutionTests {
    private let replace = Substitution(
        ["job": ["api"], "path": ["/a", "/b.c"], "none": []],
        range: 900,
        step: 5,
        scrapeInterval: 5
    )

    @Test(arguments: [
        ("rate(x[$__rate_interval])", "rate(x[20s])"), ("x[$__interval] $__interval_ms", "x[5s] 5000"),
        ("$__range_s ${__range}", "900 900s"), ("{job=\"$job\"} [[job]] ${job:raw}", "{job=\"api\"} api api"),
        ("{p=~\"$path\"}", "{p=~\"(/a|/b\\\\.c)\"}"), ("${path:csv} ${path:pipe}", "/a,/b.c /a|/b.c"), ("$none", ".*"),
        ("$unknown ${unknown} [5m] $", "$unknown ${unknown} [5m] $"), ("$jobs $job.x", "$jobs api.x"),
        ("${open", "${open"),
    ])
    func variablesAreReplaced(text: String, result: String) { #expect(replace(text) == result) }

    @Test func legendsNameLabels() {
        let labels = ["__name__": "up", "job": "api", "b": "2"]
        func name(_ legend: String) -> String {
            Panel.Target(name: "A", expression: "up", legend: legend, isInstant: false).name(of: labels)
        }
        #expect(name("{{job}} of {{ b }}{{none}}") == "api of 2")
        #expect(name("") == "up{b=\"2\", job=\"api\"}")
        #expect(name("{{open") == "{{open")
    }

    @Test func filtersSelectValues() {
        func filtered(_ filter: String) -> [String] {
            var variable = DashboardVariable(
                name: "v",
                source: .values([]),
                chosen: [],
                includesAll: false
            )
            variable.filter = filter
            return variable.filtered(["db-1", "db-2", "web-1", "db-1"])
        }
        #expect(filtered("/db.*/") == ["db-1", "db-2"])
        #expect(filtered("/(.*)-1/") == ["db", "web"])
        #expect(filtered("(") == ["db-1", "db-2", "web-1"])
    }
}
