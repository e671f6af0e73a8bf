using System.Collections.Immutable;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace BlazorErp.Tests.Architecture;

/// <summary>Reads from a compiled assembly which of its types use which: signatures, fields, bases and every instruction of every method.</summary>
internal sealed class RoomsOfAssembly : IDisposable
{
    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes).GetFields().Select(f => (OpCode)f.GetValue(null)!).ToDictionary(o => o.Value);
    private readonly PEReader file;
    private readonly MetadataReader reader;

    public RoomsOfAssembly(string path)
    {
        file = new PEReader(File.OpenRead(path));
        reader = file.GetMetadataReader();
    }

    /// <summary>Every use of another type: full names, nested types by their outermost.</summary>
    public IEnumerable<(string User, string Used)> Uses()
    {
        foreach (var handle in reader.TypeDefinitions)
        {
            var user = NameOf(handle);
            foreach (var used in UsedBy(reader.GetTypeDefinition(handle)).Distinct())
            {
                yield return (user, used);
            }
        }
    }

    public void Dispose() => file.Dispose();

    private IEnumerable<string> UsedBy(TypeDefinition type)
    {
        var names = new Names(this);
        Add(type.BaseType, names);
        foreach (var i in type.GetInterfaceImplementations())
        {
            Add(reader.GetInterfaceImplementation(i).Interface, names);
        }

        foreach (var field in type.GetFields())
        {
            reader.GetFieldDefinition(field).DecodeSignature(names, null);
        }

        foreach (var handle in type.GetMethods())
        {
            var method = reader.GetMethodDefinition(handle);
            method.DecodeSignature(names, null);
            if (method.RelativeVirtualAddress != 0)
            {
                var body = file.GetMethodBody(method.RelativeVirtualAddress);
                if (!body.LocalSignature.IsNil)
                {
                    reader.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(names, null);
                }

                Instructions(body.GetILReader(), names);
            }
        }

        return names.Seen;
    }

    private void Instructions(BlobReader il, Names names)
    {
        while (il.RemainingBytes > 0)
        {
            var first = il.ReadByte();
            var code = OpCodesByValue[first == 0xFE ? (short)(0xFE00 | il.ReadByte()) : first];
            switch (code.OperandType)
            {
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType:
                    Add(MetadataTokens.EntityHandle(il.ReadInt32()), names);
                    break;
                case OperandType.InlineSwitch:
                    var targets = il.ReadInt32(); // read first: += would take the offset before the count
                    il.Offset += 4 * targets;
                    break;
                default:
                    il.Offset += code.OperandType switch
                    {
                        OperandType.InlineNone => 0,
                        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                        OperandType.InlineVar => 2,
                        OperandType.InlineI8 or OperandType.InlineR => 8,
                        _ => 4,
                    };
                    break;
            }
        }
    }

    private void Add(EntityHandle handle, Names names)
    {
        if (handle.IsNil)
        {
            return;
        }

        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition:
                names.Seen.Add(NameOf((TypeDefinitionHandle)handle));
                break;
            case HandleKind.TypeReference:
                names.Seen.Add(NameOf((TypeReferenceHandle)handle));
                break;
            case HandleKind.TypeSpecification:
                reader.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(names, null);
                break;
            case HandleKind.MethodDefinition:
                names.Seen.Add(NameOf(reader.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType()));
                break;
            case HandleKind.FieldDefinition:
                names.Seen.Add(NameOf(reader.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType()));
                break;
            case HandleKind.MemberReference:
                Add(reader.GetMemberReference((MemberReferenceHandle)handle).Parent, names);
                break;
            case HandleKind.MethodSpecification:
                var spec = reader.GetMethodSpecification((MethodSpecificationHandle)handle);
                spec.DecodeSignature(names, null);
                Add(spec.Method, names);
                break;
        }
    }

    private string NameOf(TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        while (!type.GetDeclaringType().IsNil)
        {
            type = reader.GetTypeDefinition(type.GetDeclaringType());
        }

        return $"{reader.GetString(type.Namespace)}.{reader.GetString(type.Name)}";
    }

    private string NameOf(TypeReferenceHandle handle)
    {
        var type = reader.GetTypeReference(handle);
        while (type.ResolutionScope.Kind == HandleKind.TypeReference)
        {
            type = reader.GetTypeReference((TypeReferenceHandle)type.ResolutionScope);
        }

        return $"{reader.GetString(type.Namespace)}.{reader.GetString(type.Name)}";
    }

    private sealed class Names(RoomsOfAssembly owner) : ISignatureTypeProvider<bool, object?>
    {
        public HashSet<string> Seen { get; } = [];

        public bool GetTypeFromDefinition(MetadataReader r, TypeDefinitionHandle handle, byte rawTypeKind) => Seen.Add(owner.NameOf(handle));

        public bool GetTypeFromReference(MetadataReader r, TypeReferenceHandle handle, byte rawTypeKind) => Seen.Add(owner.NameOf(handle));

        public bool GetTypeFromSpecification(MetadataReader r, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) => r.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

        public bool GetArrayType(bool elementType, ArrayShape shape) => true;

        public bool GetByReferenceType(bool elementType) => true;

        public bool GetFunctionPointerType(MethodSignature<bool> signature) => true;

        public bool GetGenericInstantiation(bool genericType, ImmutableArray<bool> typeArguments) => true;

        public bool GetGenericMethodParameter(object? genericContext, int index) => true;

        public bool GetGenericTypeParameter(object? genericContext, int index) => true;

        public bool GetModifiedType(bool modifier, bool unmodifiedType, bool isRequired) => true;

        public bool GetPinnedType(bool elementType) => true;

        public bool GetPointerType(bool elementType) => true;

        public bool GetPrimitiveType(PrimitiveTypeCode typeCode) => true;

        public bool GetSZArrayType(bool elementType) => true;
    }
}
