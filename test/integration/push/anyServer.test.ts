import { meetDrawn, type Certificate } from '../../behaviours/meet';
import { createCertificateAuthority } from '../../exchangeServer/certificates';
import { seed } from '../../support/seed';

const servers = Number(process.env.SERVERS ?? 40);

let certificate: Certificate;

beforeAll(async () => {
	const authority = await createCertificateAuthority();
	const { certificate: own, key } = await authority.issue();
	certificate = { certificate: own, privateKey: key, caCertificate: authority.certificate };
});

/** `npm run test:behaviours -- --seeds 2000` goes further, and says of a failure what it takes. */
it(`what nobody changed is neither written nor told again, on ${servers} servers (SEED=${seed})`, async () => {
	const seeds = Array.from({ length: servers }, (_, index) => seed + index);
	const { failures } = await meetDrawn(seeds, 8, { certificate, patienceMs: 120_000 });
	expect(failures).toEqual([]);
});
