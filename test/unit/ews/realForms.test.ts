import { createAppointments, deleteItems } from '../../../exchange/ews/library/writeItems';
import { getItem } from '../../../exchange/ews/operations/getItem';
import { getRoomLists } from '../../../exchange/ews/operations/rooms';
import { answeringExchange, failure, success } from '../push/answeringExchange';

const appointments = async (answers: string[], count: number) => {
	const { exchange, sent } = answeringExchange(() => answers);
	const created = createAppointments(exchange, { calendar: { id: 'AAA=' } }, (api, service) =>
		Array.from({ length: count }, () => new api.Appointment(service)),
	);
	return { created, sent };
};

describe('what is wrong with a request as a whole, said in one message', () => {
	it('is the failure of all that it was to create', async () => {
		const { created, sent } = await appointments([failure('CreateItem', 'ErrorFolderNotFound')], 3);
		await expect(created).rejects.toMatchObject({
			code: 'notFound',
			outcome: 'refused',
			details: { responseCode: 'ErrorFolderNotFound' },
		});
		expect(sent).toHaveLength(1);
	});

	it('is the failure of all that it was to delete', async () => {
		const { exchange } = answeringExchange(() => [failure('DeleteItem', 'ErrorAccessDenied')]);
		await expect(deleteItems(exchange, {}, [{ id: 'a' }, { id: 'b' }])).rejects.toMatchObject({
			code: 'accessDenied',
		});
	});

	it('is no success for all of them', async () => {
		const { created } = await appointments([success('CreateItem', '<t:CalendarItem/>')], 2);
		await expect(created).rejects.toMatchObject({ code: 'malformedResponse', outcome: 'unknown' });
	});
});

describe('the property that a refusal is about', () => {
	const refusal = (path: string) => {
		const reader = getItem.response({ ids: [{ id: 'a' }], shape: { base: 'IdOnly' } });
		const xml = `<m:MessageXml>${path}</m:MessageXml>`;
		reader.feed(
			Buffer.from(
				`<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"><s:Body><m:GetItemResponse><m:ResponseMessages>${failure('GetItem', 'ErrorInvalidPropertySet', xml)}</m:ResponseMessages></m:GetItemResponse></s:Body></s:Envelope>`,
			),
		);
		reader.end();
		const [result] = reader.result();
		return result.ok ? undefined : result.failure.messageXml;
	};

	it.each([
		['<t:FieldURI FieldURI="calendar:StartTimeZone"/>', { FieldURI: 'calendar:StartTimeZone' }],
		[
			'<t:IndexedFieldURI FieldURI="contacts:EmailAddress" FieldIndex="EmailAddress1"/>',
			{ IndexedFieldURI: 'contacts:EmailAddress:EmailAddress1' },
		],
		[
			'<t:ExtendedFieldURI PropertySetId="c11ff724-aa03-4555-9952-8fa248a11c3e" PropertyName="key" PropertyType="String"/>',
			{ ExtendedFieldURI: 'key' },
		],
		[
			'<t:ExtendedFieldURI PropertyTag="0x3001" PropertyType="String"/>',
			{ ExtendedFieldURI: '0x3001' },
		],
		['<t:Reason> words </t:Reason>', { Reason: 'words' }],
	])('is read from %s', (path, expected) => {
		expect(refusal(path)).toEqual(expected);
	});
});

describe('a fault in SOAP 1.2', () => {
	const read = (inside: string) => {
		const reader = getRoomLists.response({});
		reader.feed(
			Buffer.from(
				`<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><s:Fault>${inside}</s:Fault></s:Body></s:Envelope>`,
			),
		);
		reader.end();
		return () => reader.result();
	};
	const detail =
		'<e:ResponseCode xmlns:e="http://schemas.microsoft.com/exchange/services/2006/errors">ErrorServerBusy</e:ResponseCode>';

	it.each([
		`<faultcode>ErrorServerBusy</faultcode><faultstring>busy</faultstring><detail>${detail}</detail>`,
		`<s:Code><s:Value>s:Receiver</s:Value></s:Code><s:Reason><s:Text>busy</s:Text></s:Reason><s:Detail>${detail}</s:Detail>`,
	])('is told as what it says: %s', (inside) => {
		expect(read(inside)).toThrow(
			expect.objectContaining({
				code: 'throttled',
				details: expect.objectContaining({ messageText: 'busy' }),
			}),
		);
	});

	it('has the words of its reason where it has no code of Exchange', () => {
		const inside =
			'<s:Code><s:Value>s:Sender</s:Value></s:Code><s:Reason><s:Text>no such action</s:Text></s:Reason>';
		expect(read(inside)).toThrow(/SoapFault: no such action/);
	});
});
