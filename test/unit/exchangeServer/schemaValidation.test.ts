import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
	keepNoSchemas,
	loadEwsSchemas,
	sharedEwsSchemas,
	type EwsSchemas,
} from '../../exchangeServer/schemaValidation';
import {
	describeWith,
	schemaDirectory,
	schemas as schemasAtHand,
	sharedDirectory,
	transcripts as transcriptsAtHand,
} from '../../requirements';

const recorded = path.join(sharedDirectory, 'transcripts', 'recorded');

const envelope = (body: string) =>
	`<?xml version="1.0" encoding="utf-8"?>
<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"><s:Body>
${body}</s:Body></s:Envelope>`;
const expandDl = (name: string) =>
	envelope(`<m:ExpandDL><m:Mailbox><t:Name>${name}</t:Name></m:Mailbox></m:ExpandDL>`);

describeWith([schemasAtHand, transcriptsAtHand], 'schema validation', () => {
	let schemas: EwsSchemas;
	beforeAll(async () => {
		schemas = await loadEwsSchemas(schemaDirectory);
	});
	afterAll(() => schemas.close());

	it('accepts everything that real servers and clients were recorded to send', () => {
		const refused = readdirSync(recorded).filter(
			(file) => schemas.validate(readFileSync(path.join(recorded, file))).length,
		);
		expect(refused).toEqual([]);
	});

	it.each([
		['an unknown element', expandDl('x').replace(/t:Name/g, 't:Nick'), 'Nick'],
		['a missing element', envelope('<m:GetServerTimeZones><m:Ids/></m:GetServerTimeZones>'), 'Ids'],
		[
			'a value outside its enumeration',
			envelope(
				'<m:GetFolder><m:FolderShape><t:BaseShape>Everything</t:BaseShape></m:FolderShape><m:FolderIds><t:DistinguishedFolderId Id="calendar"/></m:FolderIds></m:GetFolder>',
			),
			'Everything',
		],
		['a document that ends too early', expandDl('x').slice(0, -20), ''],
		['text that is no XML', 'Service Unavailable', ''],
	])('refuses %s and says where', (_, xml, named) => {
		const violations = schemas.validate(xml);
		expect(violations[0].message).toContain(named);
		expect(violations[0].line).toBeGreaterThan(0);
	});

	it('looks at each envelope of a streaming response', () => {
		const streamed = `${expandDl('a')}\r\n${expandDl('b')}`;
		expect(schemas.validate(streamed)).toEqual([]);
		expect(schemas.validate(streamed + expandDl('c').replace(/t:Name/g, 't:Nick'))).toHaveLength(1);
	});

	it('excuses character references that Exchange sends, and nothing beside them', () => {
		expect(schemas.validate(expandDl('Frank &#x19; &#11;'))).toEqual([]);
		expect(schemas.validate(expandDl('Frank&#x19;').replace(/t:Name/g, 't:Nick'))).toHaveLength(1);
	});

	it('validates SOAP autodiscover against its own schema', () => {
		const request = (body: string) =>
			`<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:a="http://schemas.microsoft.com/exchange/2010/Autodiscover"><s:Body><a:GetUserSettingsRequestMessage><a:Request><a:Users><a:User><a:Mailbox>alice@enyoi.example</a:Mailbox></a:User></a:Users>${body}</a:Request></a:GetUserSettingsRequestMessage></s:Body></s:Envelope>`;
		const settings =
			'<a:RequestedSettings><a:Setting>ExternalEwsUrl</a:Setting></a:RequestedSettings>';
		expect(schemas.validate(request(settings))).toEqual([]);
		expect(schemas.validate(request('<a:Other/>'))).not.toEqual([]);
	});

	it('serve several servers, until the last of them is closed', async () => {
		const first = await sharedEwsSchemas(schemaDirectory);
		const second = await sharedEwsSchemas(schemaDirectory);
		await first.close();
		await keepNoSchemas();
		expect(second.validate(expandDl('a'))).toEqual([]);
		await second.close();
	});
});

it('names the folder that has no schemas', async () => {
	await expect(loadEwsSchemas('/nowhere')).rejects.toThrow('No soap-ews.xsd in /nowhere');
});
