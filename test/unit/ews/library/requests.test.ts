import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { envelope } from '../../../../exchange/ews/envelope';
import { managedService, timeZone } from '../../../../exchange/ews/library/managedService';
import { InvalidInput } from '../../../../exchange/errors';
import { resolveSettings } from '../../../../exchange/settings';

const exchange = {
	settings: resolveSettings({
		server: 'mail.enyoi.example',
		version: 'Exchange2016',
		emailDns: 'enyoi.example',
		user: 'svc',
		password: 'secret',
	}),
};

/** Every text and attribute value of a document, by an independent parser. */
function valuesIn(xml: string): { texts: string[]; attributes: string[]; elements: number } {
	const parser = new SaxesParser({ xmlns: true });
	const texts: string[] = [];
	const attributes: string[] = [];
	let elements = 0;
	let text = '';
	parser.on('error', (error) => {
		throw error;
	});
	parser.on('opentag', (tag) => {
		elements++;
		text = '';
		for (const { value } of Object.values(tag.attributes)) attributes.push(value);
	});
	parser.on('text', (piece) => (text += piece));
	parser.on('closetag', () => {
		texts.push(text);
		text = '';
	});
	parser.write(xml).close();
	return { texts, attributes, elements };
}

/** A CreateItem that holds `value` wherever a workflow's text can get to. */
async function requestWith(value: string): Promise<string> {
	const { api, service, written } = await managedService(exchange);
	const appointment = new api.Appointment(service);
	appointment.Subject = value;
	appointment.Body = new api.MessageBody(api.BodyType.Text, value);
	appointment.Location = value;
	appointment.Categories.Add(value);
	appointment.Start = new api.DateTime(Date.UTC(2026, 10, 25, 9), api.DateTimeKind.Utc);
	appointment.End = new api.DateTime(Date.UTC(2026, 10, 25, 10), api.DateTimeKind.Utc);
	appointment.StartTimeZone = timeZone(api, value);
	appointment.RequiredAttendees.Add(value, value);
	appointment.SetExtendedProperty(
		new api.ExtendedPropertyDefinition(
			api.DefaultExtendedPropertySet.PublicStrings,
			value,
			api.MapiPropertyType.String,
		),
		value,
	);
	const body = await written(
		async () =>
			await service.CreateItems(
				[appointment],
				new api.FolderId(value),
				null as never,
				api.SendInvitationsMode.SendToNone,
			),
	);
	return envelope(body, { schema: 'Exchange2013_SP1' });
}

const sample = 'X';
/** What XML 1.0 can't hold. */
const notXml = /(?![\t\n\r])\p{Cc}(?<![\u007f-\u009f])|[\ufffe\uffff]|\p{Surrogate}/u;
const xmlCharacters = fc
	.string({ unit: 'binary', minLength: 1, maxLength: 40 })
	.filter((text) => !notXml.test(text));

describe('requests of the managed API', () => {
	it('bring any text of any field unchanged to the reader', async () => {
		const plain = valuesIn(await requestWith(sample));
		const count = (values: string[], value: string) => values.filter((v) => v === value).length;
		// Subject, body, location, category, attendee's name and address, extended property.
		expect(count(plain.texts, sample)).toBe(7);
		// Zone's id and name, extended property's name, folder id.
		expect(count(plain.attributes, sample)).toBe(4);

		await fc.assert(
			fc.asyncProperty(xmlCharacters, async (value) => {
				const seen = valuesIn(await requestWith(value));
				expect(seen.elements).toBe(plain.elements);
				expect(count(seen.texts, value)).toBeGreaterThanOrEqual(7);
				expect(count(seen.attributes, value)).toBeGreaterThanOrEqual(4);
			}),
			{
				numRuns: 150,
				examples: [
					['<t:Subject>injected</t:Subject>'],
					['"/><x a="'],
					['&lt; &amp; &#0;'],
					[']]>'],
					['a\r\nb\tc\n'],
					[' leading and trailing '],
					['😀'],
					["'"],
				],
			},
		);
	});

	it('are never sent by the object model itself', async () => {
		const { service } = await managedService(exchange);
		await expect(service.GetRoomLists()).rejects.toThrow(
			'ews-javascript-api only writes requests here: send GetRoomLists with call()',
		);
	});

	it.each([
		['a control character', 'a\u0019b', 'U+0019'],
		['a null', '\u0000', 'U+0000'],
		['half a surrogate pair', 'a\ud83d', 'U+D83D'],
		['the other half', '\ude00a', 'U+DE00'],
		['a noncharacter', '\ufffe', 'U+FFFE'],
	])('refuse %s with the field’s name', async (_, value, name) => {
		const { api, service, written } = await managedService(exchange);
		const appointment = new api.Appointment(service);
		appointment.Subject = value;
		const error = await written(
			async () =>
				await service.CreateItems(
					[appointment],
					null as never,
					null as never,
					api.SendInvitationsMode.SendToNone,
				),
		).catch((failure: unknown) => failure);
		expect(error).toBeInstanceOf(InvalidInput);
		expect(error).toMatchObject({
			field: 'Subject',
			message: expect.stringContaining(name),
		});
	});
});
