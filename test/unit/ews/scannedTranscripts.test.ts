import { ExchangeError } from '../../../exchange/errors';
import { describeWith, transcripts as transcriptsAtHand } from '../../requirements';
import { seed, seeded } from '../../support/seed';
import { readTranscripts } from './transcripts';
import { attributeNames, chunked, saxesTree, scannedTree, type XmlNode } from '../xml/xmlTree';

function accepted<T>(parse: () => T): { value?: T; error?: unknown } {
	try {
		return { value: parse() };
	} catch (error) {
		return { error };
	}
}

function expectSameAsSaxes(bytes: Buffer, sizes: number[], label: string): void {
	const oracle = accepted<XmlNode>(() =>
		saxesTree(new TextDecoder('utf-8', { fatal: true }).decode(bytes)),
	);
	const names = oracle.value ? attributeNames(oracle.value) : ['Id'];
	const ours = accepted(() => scannedTree(chunked(bytes, sizes), names));
	if (ours.error !== undefined) {
		if (!(ours.error instanceof ExchangeError)) throw ours.error;
		expect([label, ours.error.code]).toEqual([label, 'malformedResponse']);
		return;
	}
	if (oracle.error !== undefined) {
		const tolerated = /character reference|malformed character entity/i.test(String(oracle.error));
		expect([label, tolerated, String(oracle.error)]).toEqual([label, true, String(oracle.error)]);
		return;
	}
	expect([label, ours.value]).toEqual([label, oracle.value]);
}

describeWith(transcriptsAtHand, 'real and documented messages', () => {
	const transcripts = readTranscripts();

	it('are read as an independent parser reads them, in any chunks', () => {
		for (const { name, bytes } of transcripts) {
			const oracle = accepted(() => saxesTree(bytes.toString('utf8').replace(/^\ufeff/, '')));
			if (oracle.error) {
				expect(name).toMatch(/^autodiscover\//);
				continue;
			}
			const names = attributeNames(oracle.value!);
			for (const sizes of [[1 << 20], [1], [7, 64, 3], [4096, 1]]) {
				expect([name, scannedTree(chunked(bytes, sizes), names)]).toEqual([name, oracle.value]);
			}
		}
	});

	const samples = transcripts.filter(
		({ name }) => /Response__|ejs-0(14|23|49)|SP2.*-3/.test(name) && !/^autodiscover/.test(name),
	);

	it('are never misread when they are cut off', () => {
		const { below: random } = seeded(seed);
		for (const { name, bytes } of samples) {
			const whole = bytes.lastIndexOf('>') + 1;
			for (let turn = 0; turn < 20; turn++) {
				const at = random(whole - 1);
				const cut = bytes.subarray(0, at);
				expect([name, at, accepted(() => scannedTree([cut])).error]).toEqual([
					name,
					at,
					expect.objectContaining({ code: 'malformedResponse' }),
				]);
			}
		}
	});

	it('are never misread when bytes are changed, dropped or doubled', () => {
		const { below: random } = seeded(seed + 1);
		const interesting = Buffer.from('<>&;/="\' \r\n\t!-[]?x#:\u00e9\u0000\u0019', 'utf8');
		for (const { name, bytes } of samples) {
			for (let turn = 0; turn < 30; turn++) {
				const at = random(bytes.length);
				const byte = random(2) ? interesting[random(interesting.length)] : random(256);
				const kind = random(4);
				const before = bytes.subarray(0, at);
				const mutated =
					kind === 0
						? Buffer.concat([before, Buffer.from([byte]), bytes.subarray(at + 1)])
						: kind === 1
							? Buffer.concat([before, Buffer.from([byte]), bytes.subarray(at)])
							: kind === 2
								? Buffer.concat([before, bytes.subarray(at + 1 + random(40))])
								: Buffer.concat([before, bytes.subarray(Math.max(0, at - random(40)))]);
				expectSameAsSaxes(
					mutated,
					[1 + random(900), 1 + random(30)],
					`${name} kind ${kind} at ${at} byte ${byte}`,
				);
			}
		}
	});
});
