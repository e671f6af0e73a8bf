namespace BlazorErp.Jobs;

/// <summary>Texts of the job page; "job.NAME" names a job.</summary>
public sealed class JobsText;
