import { certificateAdvice } from '../../../exchange/diagnosis/advice/certificateAdvice';
import type { CertificateSummary } from '../../../exchange/diagnosis/probes/certificate';

const certificate = (subject: string, issuer: string, sha1: string): CertificateSummary => ({
	...{ subject, issuer, sha1 },
	names: [],
	validFrom: new Date('2020-01-01'),
	validTo: new Date('2040-01-01'),
	sha256: '',
	selfSigned: subject === issuer,
});

const chain = [
	certificate('CN=mail.enyoi.example', 'CN=Issuing', 'A1'),
	certificate('CN=Issuing', 'CN=Root', 'B2'),
	certificate('CN=Root', 'CN=Root', 'C3'),
];

const adviceFor = (fault: string) =>
	certificateAdvice(fault, chain, { host: 'mail.enyoi.example', port: 443 }, new Date());

it('has the root exported, not the certificate of the authority below it', () => {
	expect(adviceFor('SELF_SIGNED_CERT_IN_CHAIN')).toMatchObject({
		cause: expect.stringContaining('CN=Root'),
		command: expect.stringMatching(
			/^Get-Item 'Cert:\\LocalMachine\\Root\\C3' \| Export-Certificate -FilePath root\.cer; certutil -encode/,
		),
	});
});

it.each(['CA_MD_TOO_WEAK', 'CA_KEY_TOO_SMALL', 'EE_KEY_TOO_SMALL'])(
	'says what is too weak, and what a new certificate needs: %s',
	(fault) => {
		expect(adviceFor(fault)).toMatchObject({
			cause: expect.stringContaining('SHA-1'),
			remedy: expect.stringContaining('2048'),
		});
	},
);
