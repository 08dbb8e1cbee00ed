import { loadEwsSchemas, type EwsSchemas } from '../../exchangeServer/schemaValidation';
import { describeWith, schemaDirectory, schemas as schemasAtHand } from '../../requirements';
import { chunked } from '../xml/xmlTree';
import { operations } from './operations';

it.each(operations.map(({ file, exported, answers }) => [exported, file, answers]))(
	'%s has sample answers, in test/unit/ews/examples/%s.ts',
	(_exported, _file, answers) => {
		expect(Object.keys(answers)).not.toEqual([]);
	},
);

const samples = operations.flatMap(({ exported, operation, requests, answers }) =>
	Object.entries(answers).map(([title, { request = Object.values(requests)[0], xml, result }]) => ({
		name: `${exported}, ${title}`,
		reader: () => operation.response(request),
		envelope: `<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${xml}</s:Body></s:Envelope>`,
		result,
	})),
);

it.each(samples)('$name: is read', ({ reader, envelope, result }) => {
	const reading = reader();
	for (const chunk of chunked(Buffer.from(envelope), [100, 37])) reading.feed(chunk);
	reading.end();
	expect(reading.result({ mailbox: 'alice@enyoi.example' })).toEqual(result);
});

describeWith(schemasAtHand, 'sample answers are valid against the schema of Exchange SE', () => {
	let schemas: EwsSchemas;
	beforeAll(async () => {
		schemas = await loadEwsSchemas(schemaDirectory);
	});
	afterAll(async () => {
		await schemas.close();
	});

	it.each(samples)('$name', ({ envelope }) => {
		expect(schemas.validate(envelope)).toEqual([]);
	});
});
