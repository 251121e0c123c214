import { BlockList, isIP, isIPv6 } from 'node:net';

/** IPv4 that is not on the public internet (IANA's registry of special-purpose addresses, RFC 6890 and later). */
const special: readonly (readonly [address: string, prefix: number])[] = [
  ['0.0.0.0', 8], // this network
  ['10.0.0.0', 8], // private
  ['100.64.0.0', 10], // carriers' translation
  ['127.0.0.0', 8], // loopback
  ['169.254.0.0', 16], // link-local, with the clouds' metadata service
  ['172.16.0.0', 12], // private
  ['192.0.0.0', 24], // protocol assignments
  ['192.0.2.0', 24], // documentation
  ['192.88.99.0', 24], // old 6to4 relays
  ['192.168.0.0', 16], // private
  ['198.18.0.0', 15], // benchmarks
  ['198.51.100.0', 24], // documentation
  ['203.0.113.0', 24], // documentation
  ['224.0.0.0', 4], // multicast
  ['240.0.0.0', 4], // reserved and broadcast
];

/** Parts of the public IPv6 space that lead elsewhere or carry an IPv4 address. */
const special6: readonly (readonly [address: string, prefix: number])[] = [
  ['2001::', 23], // protocol assignments, Teredo among them
  ['2001:db8::', 32], // documentation
  ['2002::', 16], // 6to4
  ['3fff::', 20], // documentation
];

const refused = new BlockList();
for (const [address, prefix] of special) refused.addSubnet(address, prefix, 'ipv4');
for (const [address, prefix] of special6) refused.addSubnet(address, prefix, 'ipv6');

/** Public IPv6 is this block alone; loopback, link-local, unique-local, mapped IPv4 and all the rest lie outside. */
const global6 = new BlockList();
global6.addSubnet('2000::', 3, 'ipv6');

/** Whether an IP address leads to the public internet. False for what is not an IP address. */
export function isPublicAddress(address: string): boolean {
  const plain = address.split('%', 1)[0] ?? address;
  if (isIP(plain) === 0) return false;
  if (!isIPv6(plain)) return !refused.check(plain, 'ipv4');
  return global6.check(plain, 'ipv6') && !refused.check(plain, 'ipv6');
}
