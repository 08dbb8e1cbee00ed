import { EnvelopeCutter } from '../../../exchange/ews/envelopes';

const one =
	'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><a>Envelope of &lt;/s:Envelope&gt;</a></s:Body></s:Envelope>';
const two = '<?xml version="1.0"?><Envelope><Body>Envelope</Body></Envelope >';
const stream = `${one}\r\n${two}\n`;

it.each([1, 2, 3, 7, 50, 10_000])('cuts a stream in pieces of %i bytes into envelopes', (size) => {
	const cutter = new EnvelopeCutter();
	const bytes = Buffer.from(stream);
	const found: string[] = [];
	for (let at = 0; at < bytes.length; at += size) {
		for (const envelope of cutter.feed(bytes.subarray(at, at + size))) {
			found.push(envelope.toString());
		}
	}
	expect(found).toEqual([one, two]);
	expect(cutter.isAmidst).toBe(false);
});

it('hands an envelope out with its last byte', () => {
	const cutter = new EnvelopeCutter();
	expect(cutter.feed(Buffer.from(one.slice(0, -1)))).toEqual([]);
	expect(cutter.isAmidst).toBe(true);
	expect(cutter.feed(Buffer.from('>')).map(String)).toEqual([one]);
});

it('gives up an envelope without an end', () => {
	const cutter = new EnvelopeCutter();
	const chunk = Buffer.alloc(2 ** 20, 'x');
	expect(() => {
		for (let n = 0; n < 9; n++) cutter.feed(chunk);
	}).toThrow('more than 8 MB');
});
