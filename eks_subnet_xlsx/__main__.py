"""python -m eks_subnet_xlsx."""

from eks_subnet_xlsx.cli import main

if __name__ == "__main__":
    main()
