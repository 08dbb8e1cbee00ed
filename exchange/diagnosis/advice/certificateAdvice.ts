import { showCertificates } from '../../adminCommands';
import { powershell, type CommandLine } from '../../powershell';
import { shell } from '../../shell';
import type { Origin } from '../../transport/origin';
import type { Advice } from '../finding';
import type { CertificateSummary } from '../probes/certificate';

/** Products that decrypt traffic on its way and sign it anew with an authority of their own. */
const inspectors =
	/zscaler|fortinet|fortigate|palo ?alto|blue ?coat|symantec web|sophos|netskope|check ?point|mcafee web|forcepoint|barracuda|watchguard|cisco umbrella|kaspersky|eset ssl|mitmproxy|squid|untangle/i;

/** The meaning of a fault of a certificate, and the one who can repair it. */
export function certificateAdvice(
	fault: string,
	chain: readonly CertificateSummary[],
	{ host, port }: Pick<Origin, 'host' | 'port'>,
	now: Date,
): Advice {
	const [certificate] = chain;
	const inspector = inspectors.exec(chain.map(({ issuer }) => issuer).join(' '))?.[0];
	if (inspector) {
		return {
			cause: `Something between n8n and Exchange decrypts the traffic: the issuer names ${inspector}.`,
			remedy: `Except ${host} from TLS inspection. If that can't be, enter the authority of the inspecting product in the credential (CA Certificate) and set Extended Protection to Off.`,
			remedyBy: 'networkAdmin',
		};
	}
	const newCertificate = powershell`New-ExchangeCertificate -GenerateRequest -SubjectName ${`CN=${host}`} -DomainName ${host} -PrivateKeyExportable $true`;
	switch (fault) {
		case 'CERT_HAS_EXPIRED': {
			const expired = chain.find(({ validTo }) => validTo < now) ?? certificate;
			return {
				cause: `The certificate ${expired.subject} ended on ${expired.validTo.toISOString().slice(0, 10)}.`,
				remedy: 'Renew the certificate and assign it to IIS.',
				remedyBy: 'exchangeAdmin',
				command: newCertificate,
			};
		}
		case 'CERT_NOT_YET_VALID':
			return {
				cause: `The certificate begins on ${certificate.validFrom.toISOString()}, after now; perhaps the clock of n8n is wrong.`,
				remedy: 'Check the clock of the machine of n8n, then the certificate.',
				remedyBy: 'you',
				command: shell`timedatectl`,
			};
		case 'ERR_TLS_CERT_ALTNAME_INVALID':
			return {
				cause: `The certificate is for ${certificate.names.join(', ') || certificate.subject}, not for ${host}.`,
				remedy: `Enter a name that the certificate holds, or add ${host} to the certificate.`,
				remedyBy: 'you',
				command: newCertificate,
			};
		case 'DEPTH_ZERO_SELF_SIGNED_CERT':
			return {
				cause: 'The server signed its certificate itself, as Exchange does after installation.',
				remedy:
					'Let a certificate authority issue one; or paste this certificate (PEM) as CA certificate into the credential.',
				remedyBy: 'exchangeAdmin',
				command: newCertificate,
			};
		case 'SELF_SIGNED_CERT_IN_CHAIN':
			return {
				cause: `The certificate comes from a private authority that n8n does not know: ${chain.at(-1)?.subject ?? certificate.issuer}.`,
				remedy:
					'Export the root certificate of that authority as PEM, such as from a computer of the domain, and paste it into the field CA Certificate of the credential.',
				remedyBy: 'you',
				command: exportRoot(chain.at(-1) ?? certificate),
			};
		case 'UNABLE_TO_GET_ISSUER_CERT':
		case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
		case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
			return {
				cause: `n8n does not know the issuer "${certificate.issuer}": a private authority, or the server does not send the certificates between.`,
				remedy:
					'Paste the certificates of the authority (root and, if there is one, the one between; PEM) into the field CA Certificate; or let the server send its whole chain.',
				remedyBy: 'you',
				command: showCertificates({ host, port }),
			};
		case 'CA_MD_TOO_WEAK':
		case 'CA_KEY_TOO_SMALL':
		case 'EE_KEY_TOO_SMALL':
			return {
				cause: `The certificate or one in its chain is too weak (${fault}): its key is too short, or it is signed with SHA-1.`,
				remedy: 'Have one issued with RSA of 2048 bits or more and SHA-256, and assign it to IIS.',
				remedyBy: 'exchangeAdmin',
				command: newCertificate,
			};
		case 'CERT_REVOKED':
			return {
				cause: 'The authority has revoked the certificate.',
				remedy: 'Have a new certificate issued and assign it to IIS.',
				remedyBy: 'exchangeAdmin',
				command: newCertificate,
			};
		default:
			return {
				cause: `The certificate is not accepted (${fault}).`,
				remedy: 'Have the certificate checked, or a new one issued.',
				remedyBy: 'exchangeAdmin',
				command: newCertificate,
			};
	}
}

/** From the store of a computer that trusts it: an issuing authority gives its own certificate, not its root's. */
function exportRoot({ sha1 }: CertificateSummary): CommandLine {
	return powershell`Get-Item ${`Cert:\\LocalMachine\\Root\\${sha1}`} | Export-Certificate -FilePath root.cer; certutil -encode root.cer root.pem`;
}
