return args is ["bench", ..] ? await BlazorErp.Tests.Benchmarks.Bench.RunAsync(args) : 0;
