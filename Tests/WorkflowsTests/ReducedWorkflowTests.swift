import ComposeModel
import Foundation
import OrderedCollections
import Testing

@testable import Workflows

/// The workflow that act gets for one job, and the projects that jobs run in.
@Suite struct ReducedWorkflowTests {
    private let text = """
        name: CI
        on: [push]
        env: {A: 1}
        jobs:
          build:
            runs-on: ubuntu-latest
            outputs: {v: "${{ steps.x.outputs.v }}"}
            steps: [{id: x, run: echo}]
          test:
            needs: [build, lint]
            if: always()
            runs-on: ubuntu-latest
            services:
              db: {image: "postgres:16", env: {POSTGRES_PASSWORD: a$b}, ports: [5432]}
              cache: {image: redis, ports: ["6379:6379"]}
              odd: {image: "x/y", options: --health-cmd "ask me" --health-start-period 3s}
            outputs: {r: "${{ steps.y.outputs.r }}"}
            steps:
              - uses: actions/checkout@v5
              - id: y
                run: test $A
                env: {URL: "x://localhost:${{ job.services.db.ports['5432'] }}/${{ job.services.no.ports[1] }}"}
              - {run: print(1), shell: python}
          lint: {runs-on: ubuntu-latest, steps: [{run: lint}]}
        """

    private func object(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    private func reduced() throws -> [String: Any] {
        let workflow = try workflow(text)
        var build = JobResult(id: "build", needs: [], state: .passed)
        build.succeeded = true
        build.outputs = ["v": "it's\n2"]
        let reduced = ReducedWorkflow(
            workflow,
            try #require(workflow.jobs["test"]),
            results: ["build": build, "lint": JobResult(id: "lint", needs: [], state: .skipped)],
            ports: ["db": [5432: 20001]]
        )
        return try object(reduced.json)
    }

    @Test func neededJobsHaveTheirResults() throws {
        let jobs = try #require(try reduced()["jobs"] as? [String: [String: Any]])
        #expect(jobs.keys.sorted() == ["build", "lint", "test"])
        let build = try #require(jobs["build"])
        #expect(build["runs-on"] as? String == "cpadev-result" && build["if"] == nil)
        #expect(build["outputs"] as? [String: String] == ["v": "${{ steps.cpadev.outputs.v }}"])
        let run = try #require((build["steps"] as? [[String: Any]])?.first?["run"] as? String)
        #expect(run.hasSuffix("\nexit 0") && run.contains("'it'\\''s\n2'"))
        #expect(jobs["lint"]?["if"] as? String == "false")
    }

    @Test func theJobHasNoServicesButTheirPorts() throws {
        let test = try #require((try reduced()["jobs"] as? [String: [String: Any]])?["test"])
        #expect(test["services"] == nil && test["needs"] as? [String] == ["build", "lint"])
        let steps = try #require(test["steps"] as? [[String: Any]])
        #expect(steps.count == 4 && steps[0]["uses"] as? String == "actions/checkout@v5")
        let environment = steps[1]["env"] as? [String: String]
        #expect(environment?["URL"] == "x://localhost:${{ '20001' }}/${{ job.services.no.ports[1] }}")
        #expect(steps[1]["name"] as? String == "test $A" && steps[1]["shell"] as? String == "bash")
        #expect(steps[2]["run"] as? String == "print(1)" && steps[2]["shell"] as? String == "python")
        #expect(steps[3]["if"] as? String == "always()")
    }

    @Test func valuesKeepTheirTypes() throws {
        let text = """
            on: push
            jobs:
              a:
                runs-on: x
                strategy: {matrix: {v: [1.10, "1.10", 3, true, null, 0x1F, on]}}
                steps: [{run: a}]
            """
        let workflow = try workflow(text)
        let json = ReducedWorkflow(workflow, try #require(workflow.jobs["a"]), results: [:], ports: [:]).json
        #expect(json.contains(#""v":[1.10,"1.10",3,true,null,"0x1F","on"]"#), "\(json)")
    }

    @Test func theProjectOfARunHasAServiceForEachJob() throws {
        let workflow = try workflow(text)
        let project = RunProject(name: "ci-7", workflow.jobs(for: []), variables: ["PATH"]) { ["/bin/x", "$", $0.id] }
        let services = try #require(try object(project.text)["services"] as? [String: [String: Any]])
        let dependencies = services["test"]?["depends_on"] as? [String: [String: Any]]
        #expect(dependencies?["build"]?["condition"] as? String == "service_completed_successfully")
        #expect(dependencies?["build"]?["required"] as? Bool == false)
        #expect(project.text.contains(#"["/bin/x", "$$", "lint"]"#))
    }

    @Test func theStackOfAJobHasItsServices() throws {
        let workflow = try workflow(text)
        let servers = [
            "postgres": JobServer(
                launcher: "/l/postgres",
                probe: .postgres(port: 5432, user: "me", database: "mine", password: "p"),
                stopSignal: "SIGINT"
            ),
            "redis": JobServer(launcher: "/l/redis", probe: .redis(port: 6379, password: nil), stopSignal: nil),
        ]
        let stack = JobStack(try #require(workflow.jobs["test"]), servers: servers, runtime: "native")
        let services = try #require(try object(stack.text)["services"] as? [String: [String: Any]])
        let database = try #require(services["db"])
        #expect(database["ports"] as? [String] == ["127.0.0.1:5432:5432"])
        #expect(database["environment"] as? [String: String] == ["POSTGRES_PASSWORD": "a$$b"])
        let settings = try #require(database["x-cpadev"] as? [String: Any])
        let probe = (settings["probe"] as? [String: [String: Any]])?["postgres"]
        #expect(settings["native"] as? String == "/l/postgres" && settings["stop_signal"] as? String == "SIGINT")
        #expect(probe?["user"] as? String == "postgres" && probe?["database"] as? String == "postgres")
        #expect(probe?["password"] as? String == "a$$b")
        let check = services["odd"]?["healthcheck"] as? [String: Any]
        #expect(check?["test"] as? [String] == ["CMD-SHELL", "ask me"] && check?["start_period"] as? String == "3s")
    }
}
