/**
 * ews-javascript-api as this project uses it. Only `loadLibrary` loads this file, and the build bundles both
 * with the library.
 *
 * It writes bodies of requests and nothing else: `call` in `ews/request.ts` sends them and reads the
 * answers. As shipped its XML writer escapes nothing, so that a text from a workflow could add elements
 * to a request; here every body is written by `StrictXmlWriter`.
 */
import * as api from 'ews-javascript-api';
import * as writerModule from 'ews-javascript-api/js/Core/EwsServiceXmlWriter';
import * as simpleRequestModule from 'ews-javascript-api/js/Core/Requests/SimpleServiceRequestBase';
import * as dateTimeModule from 'ews-javascript-api/js/PropertyDefinitions/DateTimePropertyDefinition';
import { attributeText, elementText } from '../../xml/escape';
import { Xml } from '../../xml/writer';
import { namespaces } from '../namespaces';

export { api };

/** The library's internals that its type declarations leave out. */
interface XmlWriter {
	soapData: string;
	xmlElements: string[];
	/** Namespaces that are declared already, as `prefix:uri`. */
	rootUris: string[];
	IsTimeZoneHeaderEmitted?: boolean;
	CloseTag(): void;
	GetXML(): string;
	PushUris(prefix: string, uri: string): void;
	WriteAttributeString(...nameAndValue: string[]): void;
	WriteValue(value: unknown, name?: string | null): void;
}

interface ServiceRequest {
	Service: api.ExchangeService;
	GetXmlElementName(): string;
	Validate(): void;
	WriteBodyToXml(writer: XmlWriter): void;
}

const { EwsServiceXmlWriter } = writerModule as unknown as {
	EwsServiceXmlWriter: new (service: unknown) => XmlWriter;
};
const { SimpleServiceRequestBase } = simpleRequestModule as unknown as {
	SimpleServiceRequestBase: { prototype: { InternalExecute(): Promise<unknown> } };
};

const { DateTimePropertyDefinition } = dateTimeModule as unknown as {
	DateTimePropertyDefinition: {
		prototype: { GetConvertedDateTime(...given: unknown[]): api.DateTime };
	};
};

/**
 * Writes any string so that a reader gets exactly that string back.
 * @throws InvalidInput naming the element or attribute, for characters that XML 1.0 cannot hold
 */
class StrictXmlWriter extends EwsServiceXmlWriter {
	override WriteValue(value: unknown, name?: string | null): void {
		this.CloseTag();
		if (value === null || value === undefined) return;
		this.soapData += elementText(String(value), name ?? this.openElement());
	}

	override WriteAttributeString(...nameAndValue: string[]): void {
		const value = nameAndValue.at(-1);
		if (value === null || value === undefined) return;
		const [prefix, localName] =
			nameAndValue.length === 3 ? nameAndValue : ([undefined, nameAndValue[0]] as const);
		const name = prefix ? `${prefix}:${localName}` : localName;
		this.soapData += ` ${name}="${attributeText(String(value), localName)}"`;
		if (prefix === 'xmlns') this.PushUris(localName, value);
	}

	private openElement(): string {
		return this.xmlElements.at(-1)?.replace(/^.*:/, '') ?? 'request';
	}
}

/** The body of a request that the library would have sent. An error, since nothing comes back to it. */
export class WrittenRequest extends Error {
	constructor(
		/** Element name of the request, such as `CreateItem`. */
		readonly operation: string,
		/** The child of soap:Body, for an envelope that declares the prefixes `m` and `t`. */
		readonly body: Xml,
	) {
		super(`ews-javascript-api only writes requests here: send ${operation} with call()`);
	}
}

/** Ends where the library would send. @throws WrittenRequest always */
SimpleServiceRequestBase.prototype.InternalExecute = async function (this: ServiceRequest) {
	this.Validate();
	const writer = new StrictXmlWriter(this.Service);
	writer.rootUris.push(`m:${namespaces.m}`, `t:${namespaces.t}`);
	// The envelope's TimeZoneContext says UTC, which is the zone of the service.
	writer.IsTimeZoneHeaderEmitted = true;
	this.WriteBodyToXml(writer);
	throw new WrittenRequest(this.GetXmlElementName(), Xml.written(writer.GetXML()));
};

/**
 * A date that is handed over is an instant. The library's own would forget that and convert it once more,
 * by the zones in its table, which are not those of the server.
 */
DateTimePropertyDefinition.prototype.GetConvertedDateTime = (_service, _bag, _update, value) =>
	new api.DateTime((value as api.DateTime).TotalMilliSeconds, api.DateTimeKind.Utc);

/** As shipped, an appointment that is saved or deleted without saying otherwise is mailed to everybody. */
Object.defineProperties(api.Appointment.prototype, {
	DefaultSendInvitationsMode: { get: () => api.SendInvitationsMode.SendToNone },
	DefaultSendInvitationsOrCancellationsMode: {
		get: () => api.SendInvitationsOrCancellationsMode.SendToNone,
	},
	DefaultSendCancellationsMode: { get: () => api.SendCancellationsMode.SendToNone },
});

/**
 * The dates of a recurrence are dates of the series' own zone. The library adds an offset, and a server
 * that converts by it is a day off in every zone west of that: a day early, and short of the last occurrence.
 */
(api.DateTime as unknown as { DateTimeToXSDate(date: api.DateTime): string }).DateTimeToXSDate = (
	date,
) => new Date(date.TotalMilliSeconds).toISOString().slice(0, 10);

/** The library's own guesses the zone of the machine, and says so on the console where it can't. */
Object.defineProperty(api.TimeZoneInfo, 'Local', { get: () => api.TimeZoneInfo.Utc });

interface PropertyAttributes {
	propertySet?: api.DefaultExtendedPropertySet | null;
	propertySetId?: api.Guid | null;
	tag?: number | null;
	name?: string | null;
	id?: number | null;
	mapiType: api.MapiPropertyType;
}

/** The library's own asks Node's util for isNullOrUndefined, which Node 23 and later no longer have. */
(
	api.ExtendedPropertyDefinition.prototype as unknown as {
		WriteAttributesToXml(writer: XmlWriter): void;
	}
).WriteAttributesToXml = function (this: PropertyAttributes, writer: XmlWriter) {
	const { propertySet, propertySetId, tag, name, id, mapiType } = this;
	const attributes: Array<[string, string | undefined]> = [
		[
			'DistinguishedPropertySetId',
			propertySet === null || propertySet === undefined
				? undefined
				: api.DefaultExtendedPropertySet[propertySet],
		],
		['PropertySetId', propertySetId?.ToString()],
		['PropertyTag', tag ? String(tag) : undefined],
		['PropertyName', name || undefined],
		['PropertyId', id ? String(id) : undefined],
		['PropertyType', api.MapiPropertyType[mapiType]],
	];
	for (const [attribute, value] of attributes) {
		if (value !== undefined) writer.WriteAttributeString(attribute, value);
	}
};
