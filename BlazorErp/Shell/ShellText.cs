namespace BlazorErp.Shell;

/// <summary>Marker of the texts of the shell and of the house controls (ShellText.resx).</summary>
public sealed class ShellText;

/// <summary>Marker of the texts of refusals (RefusalText.resx): the key is the refusal's code, the arguments are {0}, {1}…</summary>
public sealed class RefusalText;
