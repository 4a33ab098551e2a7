import OrderedCollections
import Testing

@testable import Workflows

/// What workflow files say, and what is wrong with them.
@Suite struct WorkflowReaderTests {
    private let text = """
        name: CI
        on:
          pull_request:
          workflow_dispatch:
            inputs:
              version: {required: true}
              level: {required: true, default: low}
        jobs:
          check:
            runs-on: ubuntu-latest
            services:
              db:
                image: docker.io/library/postgres:16@sha256:00
                env: {POSTGRES_DB: test}
                ports: [5432, "6000:5433", 127.0.0.1:7000:5434/tcp]
                options: --health-cmd "pg_isready -U me" --health-retries=5
            outputs:
              sha: ${{ steps.x.outputs.sha }}
            steps:
              - uses: actions/checkout@v5
              - id: x
                run: |
                  # why
                  make test
                  make more
          lint:
            runs-on: [self-hosted, ubuntu-22.04]
            steps: [{name: Lint, run: make lint}]
          deploy:
            needs: [check, lint]
            if: always() && github.ref == 'refs/heads/main'
            runs-on: ubuntu-latest
            environment: {name: production}
            steps: [{run: make deploy}]
          report:
            needs: deploy
            runs-on: ubuntu-latest
            steps: [{run: make report}]
        """

    @Test func aFileIsRead() throws {
        let workflow = try workflow(text)
        #expect(workflow.name == "CI" && workflow.events == ["pull_request", "workflow_dispatch"])
        #expect(workflow.inputs.filter(\.mustBeGiven).map(\.name) == ["version"])
        #expect(workflow.usualEvent == "pull_request")
        let check = try #require(workflow.jobs["check"])
        #expect(check.steps.map(\.title) == ["actions/checkout@v5", "make test"])
        #expect(check.steps.map(\.key) == ["0", "x"] && check.outputs == ["sha"])
        let deploy = try #require(workflow.jobs["deploy"])
        #expect(deploy.needs == ["check", "lint"] && deploy.environment == "production" && deploy.mayFollowFailure)
        #expect(workflow.jobs["report"]?.needs == ["deploy"] && workflow.jobs["report"]?.mayFollowFailure == false)
        #expect(workflow.jobs["lint"]?.labels == ["self-hosted", "ubuntu-22.04"])
    }

    @Test func aServiceIsRead() throws {
        let service = try #require(try workflow(text).jobs["check"]?.services.first)
        #expect(service.repository == "postgres" && service.environment == ["POSTGRES_DB": "test"])
        #expect(
            service.ports.map(\.host) == [nil, 6000, 7000] && service.ports.map(\.container) == [5432, 5433, 5434]
        )
        #expect(service.option("--health-cmd") == "pg_isready -U me" && service.option("--health-retries") == "5")
        #expect(service.option("--health-interval") == nil)
    }

    @Test func aJobComesWithThoseThatItNeeds() throws {
        let workflow = try workflow(text)
        #expect(workflow.jobs(for: ["deploy"]).map(\.id) == ["check", "lint", "deploy"])
        #expect(workflow.jobs(for: ["lint"]).map(\.id) == ["lint"])
        #expect(workflow.jobs(for: []).map(\.id) == ["check", "lint", "deploy", "report"])
    }

    @Test func mistakesAreReportedWithTheirPlaces() {
        let text = """
            on: push
            jobs:
              build:
                runs-on: ubuntu-latest
                needs: [chek]
                services:
                  db: {image: postgres, env: {A: "${{ secrets.A }}"}, ports: ["1-9:2"]}
                  cache: {ports: [1]}
                steps:
                  - name: nothing
                  - {run: a, uses: b}
              check:
                steps: [{run: a}]
            """
        #expect(
            problems(text) == [
                "5:13 there is no job 'chek' (did you mean 'check'?)",
                "7:36 expressions are not evaluated in 'services' (write the value, or run the job on GitHub only)",
                "7:64 '1-9:2' is no port that can be published here (write 5432:5432, or 5432 for any free host port)",
                "8:7 the service 'cache' has no image (image: postgres:16)",
                "10:9 the step has neither 'run' nor 'uses'",
                "11:9 the step has both 'run' and 'uses' (make two steps of it)",
                "12:3 the job 'check' has no 'runs-on' (runs-on: ubuntu-latest)",
            ]
        )
    }

    @Test func jobsThatNeedEachOtherAreReported() {
        let job = "{runs-on: x, steps: [{run: a}], needs: "
        #expect(
            problems("on: push\njobs:\n  a: \(job)b}\n  b: \(job)c}\n  c: \(job)b}\n") == [
                "5:42 jobs need each other: b → c → b"
            ]
        )
        #expect(problems("on: push\njobs: {}\n") == ["2:7 the workflow has no jobs (add: jobs: {test: {…}})"])
    }
}
